import { expectationOf } from './expectations.js';
import { nearestText } from './nearest-text.js';
import type { Check, Here, Schema } from './schema-types.js';
import { fieldName, shownValue } from './wording.js';

function refuse(here: Here, problem: { code: string; message: string; hint: string }): void {
  here.found.push({ path: [...here.path], part: 'value', ...problem });
}

/** Length in characters, as JSON Schema counts: a character outside the basic plane is one. */
function lengthOf(text: string): number {
  let length = text.length;
  for (let index = 0; index < text.length - 1; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0xd800 || unit > 0xdbff) continue;
    const next = text.charCodeAt(index + 1);
    if (next >= 0xdc00 && next <= 0xdfff) {
      length -= 1;
      index += 1;
    }
  }
  return length;
}

export function stringCheck(
  { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern }: Schema,
  kind: string | undefined,
): Check {
  const expression = pattern === undefined ? undefined : new RegExp(pattern, 'u');
  return (value, here) => {
    const text = value as string;
    if (text === '' && minLength > 0) {
      refuse(here, {
        code: 'empty-value',
        message: `${fieldName(here.path)} is empty`,
        hint: 'Write its value, or remove it.',
      });
    } else if (text.length > maxLength && lengthOf(text) > maxLength) {
      refuse(here, {
        code: 'too-long',
        message: `${fieldName(here.path)} has ${lengthOf(text)} characters; at most ${maxLength} are allowed`,
        hint: `Shorten it by ${lengthOf(text) - maxLength}.`,
      });
    } else if (expression && !expression.test(text)) {
      const { code, what, hint } = expectationOf(kind);
      refuse(here, { code, message: `${fieldName(here.path)}: ${shownValue(text)} is not ${what}`, hint: hint(text) });
    }
  };
}

export function numberCheck({ minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY }: Schema): Check {
  return (value, here) => {
    const number = value as number;
    if (number >= minimum && number <= maximum) return;
    refuse(here, {
      code: 'out-of-range',
      message: `${fieldName(here.path)}: ${number} is out of range`,
      hint: Number.isFinite(maximum)
        ? `Write a number from ${minimum} to ${maximum}.`
        : `Write a number from ${minimum} on.`,
    });
  };
}

/** One of a few known values. */
export function valueCheck(schema: Schema): Check {
  const known = schema.enum ?? [schema.const as string | number];
  return (value, here) => {
    if (known.includes(value as string | number)) return;
    const meant =
      typeof value === 'string' || typeof value === 'number'
        ? nearestText(String(value), known.map(String))
        : undefined;
    const list = known.length === 1 ? `Write ${known[0]}.` : `Write one of: ${known.join(', ')}.`;
    const hint = meant === undefined ? list : `Did you mean ${meant}?${known.length === 1 ? '' : ` ${list}`}`;
    refuse(here, {
      code: 'unknown-value',
      message: `${fieldName(here.path)}: ${shownValue(value)} is not known`,
      hint: typeof value === 'string' && known.includes(Number(value)) ? 'Write it without quotes.' : hint,
    });
  };
}
