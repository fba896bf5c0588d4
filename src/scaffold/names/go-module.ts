import { reservedFileNames } from '../../provider/metadata/reserved-file-names.js';
import type { NameProblem } from './name-problem.js';

/** What is wrong with the path of a Go module, if anything; the rules are those of `go mod init` and of imports. */
export function checkGoModule(path: string): NameProblem | undefined {
  const elements = path.split('/');
  const reason = wrongPath(path) ?? elements.map(wrongElement).find(Boolean) ?? wrongPlace(elements);
  if (!reason) return undefined;
  return {
    code: 'BAD_MODULE',
    message: `--module ${JSON.stringify(path)}: ${reason}`,
    hint: 'Write where the module will be found, for instance github.com/your-org/your-provider.',
  };
}

function wrongPath(path: string): string | undefined {
  if (path === '') return 'it is empty';
  if (/^[a-z]+:\/\//i.test(path)) return 'it is a URL; leave out the scheme';
  if (path.startsWith('/') || path.endsWith('/') || path.includes('//')) return 'a slash stands only between elements';
  return path.length > 255 ? 'it has more than 255 characters' : undefined;
}

function wrongElement(element: string): string | undefined {
  if (!/^[-A-Za-z0-9._~]+$/.test(element)) {
    return `the element ${JSON.stringify(element)} holds something else than letters, digits and - . _ ~`;
  }
  if (element.startsWith('.') || element.endsWith('.')) return `the element ${element} begins or ends with a dot`;
  const [stem = ''] = element.toLowerCase().split('.');
  if (reservedFileNames.has(stem)) return `${element} is a device on Windows`;
  if (/~[0-9]+$/.test(stem)) return `${element} looks like a short name of Windows`;
  if (element === 'vendor') return 'Go imports nothing whose path has the element vendor';
  return undefined;
}

function wrongPlace(elements: readonly string[]): string | undefined {
  const [host = '', ...rest] = elements;
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(host) || host.startsWith('-')) {
    return `it begins with ${host}, which is no host name; paths without one belong to Go's own library`;
  }
  const last = rest.at(-1);
  if (last !== undefined && /^v(0\d*|1)$/.test(last)) return `it ends with /${last}; a version below 2 is not written`;
  return undefined;
}
