import type { Exchange } from './report-types.js';
import { visibleJson, visibleLine } from './visible-text.js';

/** The calls of a test, two lines each: what was asked, what came back. */
export function exchangeText(exchange: readonly Exchange[]): string {
  return exchange.map((call) => `${asked(call)}\n    -> ${answered(call)}`).join('\n');
}

function asked({ atMs, method, request }: Exchange): string {
  return `+${atMs} ms ${visibleLine(method)} ${visibleJson(request)}`;
}

function answered({ response, status, message, durationMs }: Exchange): string {
  const said = message ? `: ${visibleLine(message)}` : '';
  const body = response === undefined ? '' : ` ${visibleJson(response)}`;
  return `${visibleLine(status)}${said}${body} (${durationMs} ms)`;
}
