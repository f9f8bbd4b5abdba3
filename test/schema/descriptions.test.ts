import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, isEnumType, isInputObjectType, isObjectType, isSpecifiedScalarType } from 'graphql';
import { describe, expect, it } from 'vitest';

/** A type is read by people who have nothing but its text. */
describe('the schema describes every field, argument and value of', () => {
  const schema = buildSchema(readFileSync(join(import.meta.dirname, '../../schema/schema.graphql'), 'utf8'));

  const own = Object.values(schema.getTypeMap()).filter(
    (type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type),
  );

  it.each(own.map((type) => [type.name, type] as const))('%s', (_, type) => {
    const parts: { readonly name: string; readonly description?: string | null | undefined }[] = [type];
    if (isEnumType(type)) parts.push(...type.getValues());
    if (isInputObjectType(type)) parts.push(...Object.values(type.getFields()));
    if (isObjectType(type)) {
      for (const field of Object.values(type.getFields())) parts.push(field, ...field.args);
    }
    expect(parts.filter(({ description }) => !description).map((part) => part.name)).toEqual([]);
  });
});
