import { visibleText } from './visible-text.js';

export interface XmlElement {
  name: string;
  attributes?: Readonly<Record<string, string | number>>;
  /** Child elements or text, never both. */
  content?: readonly XmlElement[] | string;
}

/** An XML 1.0 document of any texts; what XML cannot hold is written as visible escapes. */
export function xmlDocument(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${written(root, '')}\n`;
}

function written({ name, attributes = {}, content = [] }: XmlElement, indent: string): string {
  const list = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(String(value), /[&<>"\n\t]/g)}"`);
  const start = `${indent}<${name}${list.join('')}`;
  if (typeof content === 'string') return `${start}>${escaped(content, /[&<>]/g)}</${name}>`;
  if (content.length === 0) return `${start}/>`;
  const children = content.map((child) => written(child, `${indent}  `));
  return `${start}>\n${children.join('\n')}\n${indent}</${name}>`;
}

/** A parser turns line breaks and tabs of an attribute into blanks unless they are references. */
const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\t': '&#9;',
};

function escaped(text: string, special: RegExp): string {
  return visibleText(text).replace(special, (character) => references[character] ?? character);
}
