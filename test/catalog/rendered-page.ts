import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { type DefaultTreeAdapterMap, parseFragment } from 'parse5';

type Node = DefaultTreeAdapterMap['node'];
type Element = DefaultTreeAdapterMap['element'];

/** A page as GitHub's readers get it, but with raw HTML left in, so that any that got through is seen. */
export function elementsOf(page: string): Element[] {
  const html = micromark(page, {
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });
  return below(parseFragment(html));
}

export function below(node: Node): Element[] {
  const own = 'tagName' in node ? [node] : [];
  const children = 'childNodes' in node ? node.childNodes : [];
  return [...own, ...children.flatMap(below)];
}

export function textOf(node: Node): string {
  if ('value' in node) return node.value;
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
}

export function attribute({ attrs }: Element, name: string): string | undefined {
  return attrs.find((own) => own.name === name)?.value;
}

/**
 * The tags with their attributes, in their order. Links are left out, since GitHub makes them of bare addresses wherever
 * these stand; where they lead is for `targets` to judge.
 */
export function structureOf(elements: readonly Element[]): string[] {
  return elements
    .filter(({ tagName }) => tagName !== 'a')
    .map(({ tagName, attrs }) =>
      [tagName, ...attrs.filter(({ name }) => name !== 'src').map(({ name }) => name)].join(' '),
    );
}

/** Where links and images lead. */
export function targets(elements: readonly Element[]): string[] {
  return elements.flatMap((element) =>
    [attribute(element, 'href'), attribute(element, 'src')].filter((to) => to !== undefined),
  );
}

/** A target that runs nothing and loads nothing but from the web or from beside the page. */
export function isHarmless(target: string): boolean {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(target.replace(/[\s\p{Cc}]/gu, ''))?.[1]?.toLowerCase();
  return scheme === undefined || ['http', 'https', 'mailto', 'xmpp'].includes(scheme);
}
