/** Devices of Windows: neither a file nor a folder, nor an element of a Go module's path, can have such a name. */
export const reservedFileNames: ReadonlySet<string> = new Set([
  'con',
  'prn',
  'aux',
  'nul',
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((digit) => [`com${digit}`, `lpt${digit}`]),
]);
