import { describe, expect, it } from 'vitest';
import { atLeast, atMost, boundText, isMet, verdict } from '../../validation/requirement.js';
import { blocks, digits, listed, percent, table } from '../../validation/tables.js';

describe('tables of the validation page', () => {
  it('are Markdown', () => {
    expect(table(['a', 'b'], [['x', '1'], ['y', '2']])).toBe('| a | b |\n| --- | ---: |\n| x | 1 |\n| y | 2 |'); // prettier-ignore
    expect(blocks('one', null, 'two')).toBe('one\n\ntwo');
  });

  it('show numbers, and what is none', () => {
    expect(digits(-1.005, 1)).toBe('−1.0');
    expect(digits(-0.0004, 3)).toBe('0.000');
    expect(digits(Infinity, 3)).toBe('∞');
    expect(digits(-Infinity, 3)).toBe('−∞');
    expect(digits(NaN, 3)).toBe('–');
    expect(digits(null, 3)).toBe('–'); // what JSON makes of NaN
    expect(percent(0.125, 1)).toBe('12.5%');
    expect(percent(undefined)).toBe('–');
  });

  it('list what seeds chose', () => {
    expect(listed(['1', '5', '1'])).toBe('1 (2 times), 5');
    expect(listed(['5', '5'])).toBe('5');
  });

  it('compare with all digits, whichever are shown', () => {
    const just = atMost('x', 0.0504, 0.05, 2);
    expect(isMet(just)).toBe(false);
    expect(isMet({ ...just, value: 0.05 })).toBe(true);
    expect(boundText(just)).toBe('≤ 0.05');
    expect(isMet(atLeast('x', 0.93, 0.93))).toBe(true);
    expect(verdict(atLeast('x', 0.9299, 0.93))).toBe('**fail**');
    expect(boundText(atLeast('x', 0, 0.93, 2))).toBe('≥ 0.93');
    for (const value of [NaN, null]) expect(isMet(atLeast('x', value, 0.1))).toBe(false);
    expect(isMet(atMost('x', NaN, 1))).toBe(false);
  });
});
