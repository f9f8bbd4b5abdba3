/** A parsed Python literal; tuples and lists both become arrays. */
export type PythonLiteral =
  string | number | boolean | null | readonly PythonLiteral[] | ReadonlyMap<string, PythonLiteral>;

const MAX_DEPTH = 16;
const TOKEN =
  /\s*(?:('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")|(-?\d{1,16})L?(?!\w)|(True|False|None)(?!\w)|([{}()[\],:]))/y;

/**
 * The subset of Python's literals that `.npy` headers are written in: dicts with string keys, tuples, lists,
 * strings (escapes are kept as written), integers, True, False and None. Nothing is ever evaluated.
 *
 * @throws SyntaxError when the text is anything else, or nests deeper than 16.
 */
export function parsePythonLiteral(text: string): PythonLiteral {
  let position = 0;
  let token = next();
  const value = parse(0);
  if (token !== null) throw unexpected();
  return value;

  function next(): RegExpExecArray | null {
    TOKEN.lastIndex = position;
    const match = TOKEN.exec(text);
    if (match === null && text.slice(position).trim() !== '') throw unexpected();
    position = match === null ? text.length : TOKEN.lastIndex;
    return match;
  }

  function unexpected(): SyntaxError {
    return new SyntaxError(`unexpected text at character ${position} of the header`);
  }

  function accept(symbol: string): boolean {
    if (token?.[4] !== symbol) return false;
    token = next();
    return true;
  }

  function parse(depth: number): PythonLiteral {
    if (depth > MAX_DEPTH) throw new SyntaxError('the header nests too deeply');
    if (accept('{')) return parseDict(depth);
    if (accept('(')) return parseSequence(')', depth);
    if (accept('[')) return parseSequence(']', depth);
    const [, quoted, integer, word] = token ?? [];
    if (quoted !== undefined) {
      token = next();
      return quoted.slice(1, -1);
    }
    if (integer !== undefined) {
      token = next();
      return Number(integer);
    }
    if (word === undefined) throw unexpected();
    token = next();
    return word === 'None' ? null : word === 'True';
  }

  function parseSequence(close: ')' | ']', depth: number): PythonLiteral[] {
    const items: PythonLiteral[] = [];
    while (!accept(close)) {
      items.push(parse(depth + 1));
      if (!accept(',') && token?.[4] !== close) throw unexpected();
    }
    return items;
  }

  function parseDict(depth: number): Map<string, PythonLiteral> {
    const entries = new Map<string, PythonLiteral>();
    while (!accept('}')) {
      const key = parse(depth + 1);
      if (typeof key !== 'string' || entries.has(key) || !accept(':')) throw unexpected();
      entries.set(key, parse(depth + 1));
      if (!accept(',') && token?.[4] !== '}') throw unexpected();
    }
    return entries;
  }
}
