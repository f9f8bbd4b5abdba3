import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { printSchemaText } from '../../schema/schema-text.js';

it('schema.graphql says what the code does (npm run schema writes it)', async () => {
  const committed = readFileSync(join(import.meta.dirname, '../../schema/schema.graphql'), 'utf8');
  expect(committed).toBe(await printSchemaText());
});
