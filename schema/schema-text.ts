import { lexicographicSortSchema, printSchema } from 'graphql';
import { buildGraphSchema } from './build-schema.js';

/** The schema as text, sorted so that a reordering in the code changes nothing. */
export async function printSchemaText(): Promise<string> {
  const schema = lexicographicSortSchema(await buildGraphSchema());
  return `# Written by \`npm run schema\` from the code; do not edit.\n\n${printSchema(schema)}\n`;
}
