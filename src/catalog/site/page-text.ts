import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';

/**
 * A provider's own page as HTML. micromark leaves raw HTML as text and drops addresses that run code; headings move up by
 * one, since the section around them is of level 2; pictures become words, since the site loads nothing from elsewhere.
 */
export function pageHtml(markdown: string): string {
  return micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()] })
    .replace(/<(\/?)h([4-6])>/g, (_tag, slash: string, level: string) => `<${slash}h${Number(level) - 1}>`)
    .replace(/<img src="[^"]*" alt="([^"]*)"(?: title="[^"]*")? ?\/?>/g, '<span class="picture">$1</span>')
    .replace(/<input type="checkbox" disabled=""( checked="")? ?\/?>/g, (_tag, checked) => (checked ? '☑' : '☐'))
    .replaceAll('<pre>', '<pre tabindex="0">')
    .replaceAll('<a href="', '<a rel="noopener noreferrer" href="');
}
