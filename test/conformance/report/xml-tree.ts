import { SaxesParser } from 'saxes';

export interface XmlNode {
  name: string;
  attributes: Record<string, string>;
  children: XmlNode[];
  text: string;
}

/** Reads XML as strictly as the standard asks. Throws on the first mistake. */
export function parseXml(text: string): XmlNode {
  const parser = new SaxesParser({ fragment: false });
  const top: XmlNode = { name: '', attributes: {}, children: [], text: '' };
  const open = [top];
  const current = () => open.at(-1) as XmlNode;
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const node: XmlNode = { name, attributes: attributes as Record<string, string>, children: [], text: '' };
    current().children.push(node);
    open.push(node);
  });
  parser.on('text', (characters) => {
    current().text += characters;
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.write(text).close();
  return top.children[0] as XmlNode;
}

export function childrenNamed({ children }: XmlNode, name: string): XmlNode[] {
  return children.filter((child) => child.name === name);
}
