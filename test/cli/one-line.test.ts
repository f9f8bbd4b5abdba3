import { describe, expect, it } from 'vitest';
import { oneLine } from '../../src/cli/one-line.js';

describe('oneLine', () => {
  it.each([
    ['a plain sentence.', 'a plain sentence.'],
    ['  two\nlines\r\n  and more\n', 'two lines and more'],
    ['a\u001b[2Jb\u0000c\u007fd\u009b2Je', 'a [2Jb c d 2Je'],
    ['a\u2028b\u2029c\u0085d', 'a b c d'],
    ['a\tb', 'a b'],
    ['Zürich “x” … ', 'Zürich “x” …'],
  ])('makes %j one line without control characters', (text, line) => {
    expect(oneLine(text)).toBe(line);
  });
});
