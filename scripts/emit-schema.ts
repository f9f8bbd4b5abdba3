import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { printSchemaText } from '../schema/schema-text.js';

// Writes schema/schema.graphql; a test fails when it no longer says what the code does.
writeFileSync(join(import.meta.dirname, '..', 'schema', 'schema.graphql'), await printSchemaText());
