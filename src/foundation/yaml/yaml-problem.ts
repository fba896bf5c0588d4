/** What is wrong with a text as YAML, before anybody asks what its fields mean. */
export interface YamlProblem {
  /** Zero-based, in UTF-16 units of the text without its byte order mark. */
  offset: number;
  code: YamlProblemCode;
  severity: 'error' | 'warning';
  message: string;
  hint?: string;
}

export const yamlProblemCodes = {
  'empty-file': 'The file holds nothing but white space and comments',
  'yaml-syntax': 'The text is not YAML',
  'yaml-alias': 'YAML aliases are not read',
  'yaml-anchor': 'YAML anchors are not read',
  'yaml-merge-key': 'YAML merge keys are not read',
  'yaml-tag': 'YAML type tags are not read',
  'yaml-key': 'A key must be a text of one line',
  'duplicate-key': 'A key stands twice in one mapping',
  'several-documents': 'The file holds more than one YAML document',
  'number-not-exact': 'A number cannot be kept as it is written',
  'number-rewritten': 'A number is read differently from how it is written',
} as const;

type YamlProblemCode = keyof typeof yamlProblemCodes;
