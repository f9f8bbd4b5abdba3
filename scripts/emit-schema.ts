import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { printSchemaText } from '../schema/schema-text.js';
import { packageRoot } from '../src/database/package-root.js';

// Writes schema/schema.graphql; a test fails when it no longer says what the code does.
writeFileSync(join(packageRoot(), 'schema', 'schema.graphql'), await printSchemaText());
