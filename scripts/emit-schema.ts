import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildGraphSchema } from '../schema/build-schema.js';
import { renderApiPage } from '../schema/page/api-page.js';
import { printSchemaText } from '../schema/schema-text.js';
import { packageRoot } from '../src/database/package-root.js';

// Writes schema/schema.graphql and docs/API.md; tests fail when they no longer say what the code does.
writeFileSync(join(packageRoot(), 'schema', 'schema.graphql'), await printSchemaText());
writeFileSync(join(packageRoot(), 'docs', 'API.md'), renderApiPage(await buildGraphSchema()));
