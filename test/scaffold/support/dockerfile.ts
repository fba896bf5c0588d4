export interface Instruction {
  name: string;
  /** What follows the name; continued lines are joined. */
  value: string;
}

export interface Stage {
  from: string;
  as?: string;
  instructions: Instruction[];
}

/** The stages of a Dockerfile, in order. Throws where a line is no instruction. */
export function dockerfileStages(text: string): Stage[] {
  const stages: Stage[] = [];
  const lines = text
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
  for (const line of lines) {
    const [, name, value] = /^([A-Z]+) +(\S.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) throw new Error(`no instruction: ${line}`);
    if (name !== 'FROM') {
      stages.at(-1)?.instructions.push({ name, value });
      continue;
    }
    const [, from = '', as] = /^(?:--platform=\S+ +)?(\S+)(?: +AS +(\S+))?$/.exec(value) ?? [];
    stages.push({ from, ...(as && { as }), instructions: [] });
  }
  return stages;
}

export const valuesOf = ({ instructions }: Stage, name: string): string[] =>
  instructions.filter((instruction) => instruction.name === name).map(({ value }) => value);
