import { expect, test } from 'vitest';
import { countedProgress } from '../../src/foundation/counted-progress.js';

function notesOf(total: number): string[] {
  const notes: string[] = [];
  const count = countedProgress((event) => event.type === 'note' && notes.push(event.text), { what: 'Read', total });
  for (let done = 0; done < total; done += 1) count();
  return notes;
}

test('short work is not counted aloud', () => {
  expect(notesOf(999)).toEqual([]);
});

test.each([1_000, 1_003, 10_000, 99_999, 1_234_567])('of %i things at most ten and the last are told', (total) => {
  const notes = notesOf(total);
  expect(notes.length).toBeGreaterThanOrEqual(10);
  expect(notes.length).toBeLessThanOrEqual(11);
  expect(notes.at(-1)).toBe(`Read: ${total.toLocaleString('en')} of ${total.toLocaleString('en')}`);
});
