#!/usr/bin/env node
/**
 * A stand-in for Prisma's native schema engine, for machines that cannot download it from binaries.prisma.sh.
 *
 * It answers the protocol the `prisma` command line speaks to the native program (line-delimited JSON-RPC 2.0 on
 * stdio, and `cli can-connect-to-database | create-database`) with the WebAssembly build Prisma publishes on npm,
 * `@prisma/schema-engine-wasm`, over the `pg` driver adapter. prisma.config.ts names it to the command line.
 *
 * A bench tool only: it leans on interfaces internal to Prisma, and so on the exact versions in package.json.
 * The product never needs it (src/database/migrate.ts applies the migrations).
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import pg from 'pg';

const { values: options, positionals } = parseArgs({
  options: {
    datasource: { type: 'string', default: '{}' },
    datamodels: { type: 'string', multiple: true, default: [] },
    version: { type: 'boolean' },
  },
  allowPositionals: true,
  strict: false,
});
const datasource = JSON.parse(options.datasource);
const wasmFolder = path.dirname(fileURLToPath(import.meta.resolve('@prisma/schema-engine-wasm')));

/** One line of the native engine's log, on stderr; the command line reads the outcome of `cli` commands from it. */
function log(level, message, fields = {}) {
  const line = {
    timestamp: new Date().toISOString(),
    level,
    fields: { message, ...fields },
    target: 'schema_engine::logger',
  };
  process.stderr.write(`${JSON.stringify(line)}\n`);
}

/** The address without the parameters that are Prisma's own and that `pg` or the server would stumble over. */
function driverUrl(url) {
  const address = new URL(url);
  for (const own of [
    'schema',
    'connection_limit',
    'pool_timeout',
    'connect_timeout',
    'pgbouncer',
    'sslaccept',
  ]) {
    address.searchParams.delete(own);
  }
  return address;
}

/** @returns the exit code */
async function runCliCommand(command) {
  log('INFO', 'schema-engine-wasm'); // the command line skips the first line
  const address = driverUrl(datasource.url);
  const database = decodeURIComponent(address.pathname.slice(1));
  try {
    if (command === 'can-connect-to-database') {
      await withClient(address, () => undefined);
    } else if (command === 'create-database') {
      address.pathname = '/postgres';
      await withClient(address, (db) => db.query(`CREATE DATABASE ${pg.escapeIdentifier(database)}`));
    } else {
      throw new Error(`the WebAssembly schema engine has no command "${command}"`);
    }
    log('INFO', 'ok');
    return 0;
  } catch (error) {
    const [code, message] = prismaError(error, address, database);
    log('ERROR', message, code === null ? {} : { error_code: code, meta: null });
    return 1;
  }
}

async function withClient(address, action) {
  const client = new pg.Client(address.href);
  await client.connect();
  try {
    return await action(client);
  } finally {
    await client.end();
  }
}

/** Prisma's code for an error of the driver, or null, and its message. */
function prismaError(error, address, database) {
  if (error.code === '3D000') return ['P1003', `Database \`${database}\` does not exist`];
  if (error.code === '28P01') return ['P1000', `Authentication failed at ${address.host}`];
  if (/ECONN|ENOTFOUND|ETIMEDOUT/.test(error.code ?? ''))
    return ['P1001', `Can't reach database server at ${address.host}`];
  return [null, error.message || String(error)];
}

async function createEngine() {
  const bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (message) => log('ERROR', `panic: ${message}`) };
  const module = readFileSync(path.join(wasmFolder, 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(module, { './schema_engine_bg.js': bindings });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start?.();

  const files = options.datamodels.filter(Boolean);
  const datamodels = files.length > 0 ? files.map((file) => [file, readFileSync(file, 'utf8')]) : undefined;
  const trace = (line) => process.env.DEBUG && log('INFO', String(line));
  return bindings.SchemaEngine.new({ datamodels }, trace, createAdapter());
}

function createAdapter() {
  const main = datasource.url ? factoryFor(datasource.url) : offline();
  return bindMigrationAwareSqlAdapterFactory({
    provider: main.provider,
    adapterName: main.adapterName,
    connect: async () => repaired(await main.connect()),
    connectToShadowDb: () => (datasource.shadowDatabaseUrl ? givenShadow() : madeShadow(main)),
  });
}

function factoryFor(url) {
  const schema = new URL(url).searchParams.get('schema') ?? undefined;
  return new PrismaPg({ connectionString: driverUrl(url).href, max: 1 }, { schema });
}

/**
 * Without an address (`migrate diff` between files) there is nothing to connect to, and yet the engine asks its
 * connection at once whether the schema exists, and for the server's version in words and as a number.
 */
function offline() {
  const refuse = async () => {
    throw new Error('DATABASE_URL is not set');
  };
  const { Boolean: boolean, Text: text, Int32: int } = ColumnTypeEnum;
  const answer = {
    columnNames: ['exists', 'version', 'numeric_version'],
    columnTypes: [boolean, text, int],
    rows: [[true, 'PostgreSQL 18', 180000]],
  };
  const kind = { provider: 'postgres', adapterName: '@prisma/adapter-pg' };
  const connection = {
    ...kind,
    queryRaw: async ({ sql }) => (sql.includes('server_version_num') ? answer : refuse()),
    executeRaw: refuse,
    executeScript: refuse,
    startTransaction: refuse,
    dispose: async () => undefined,
    getConnectionInfo: () => ({ schemaName: 'public', supportsRelationJoins: true }),
  };
  return { ...kind, connect: async () => connection };
}

async function givenShadow() {
  return repaired(await factoryFor(datasource.shadowDatabaseUrl).connect());
}

/** A database beside the main one, dropped when the engine lets go of it: what the native engine does. */
async function madeShadow(main) {
  const name = `prisma_migrate_shadow_db_${randomUUID()}`;
  const admin = await main.connect();
  await admin.executeScript(`CREATE DATABASE "${name}"`);
  const address = new URL(datasource.url);
  address.pathname = `/${name}`;
  const shadow = repaired(await factoryFor(address.href).connect());
  const dispose = shadow.dispose.bind(shadow);
  shadow.dispose = async () => {
    await dispose();
    await admin.executeScript(`DROP DATABASE IF EXISTS "${name}"`);
    await admin.dispose();
  };
  return shadow;
}

/**
 * Puts right, on one connection, what @prisma/adapter-pg 7.10.0 lacks for migrations: it does not know the types of
 * the system catalogs, such as "char" (prisma/prisma#27403), and its executeScript splits at every ';', which breaks
 * the bodies of functions.
 */
function repaired(connection) {
  if (!connection.underlyingDriver) return connection; // offline
  const CHAR = 18;
  const [TEXT, TEXT_ARRAY] = [25, 1009];
  // "char", regproc, pg_node_tree, regclass, regtype, name[]
  const readAs = new Map([
    [CHAR, TEXT],
    [24, TEXT],
    [194, TEXT],
    [2205, TEXT],
    [2206, TEXT],
    [1003, TEXT_ARRAY],
  ]);
  const trueTypes = new WeakMap(); // rows -> type oids as the server sent them
  const seen = new WeakSet();

  const withReadableTypes = (client) => {
    if (seen.has(client)) return client;
    seen.add(client);
    const query = client.query.bind(client);
    client.query = async (...args) => {
      const answer = await query(...args);
      for (const result of [answer].flat()) {
        if (!result.rows) continue;
        trueTypes.set(
          result.rows,
          result.fields.map((field) => field.dataTypeID),
        );
        for (const field of result.fields)
          field.dataTypeID = readAs.get(field.dataTypeID) ?? field.dataTypeID;
      }
      return answer;
    };
    return client;
  };

  const pool = connection.underlyingDriver();
  const connect = pool.connect.bind(pool);
  pool.connect = async () => withReadableTypes(await connect());
  pool.query = async (...args) => {
    const client = await pool.connect();
    try {
      return await client.query(...args);
    } finally {
      client.release();
    }
  };

  const queryRaw = connection.queryRaw.bind(connection);
  connection.queryRaw = async (query) => {
    const result = await queryRaw(query);
    const types = trueTypes.get(result.rows) ?? [];
    result.columnTypes = result.columnTypes.map((type, i) =>
      types[i] === CHAR ? ColumnTypeEnum.Character : type,
    );
    return result;
  };
  connection.executeScript = async (script) => {
    try {
      await pool.query(script);
    } catch (error) {
      connection.onError(error);
    }
  };
  return connection;
}

/** Answers requests from stdin, one after the other, until it ends. */
async function serve(engine) {
  const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  for await (const line of createInterface({ input: process.stdin })) {
    if (!line.trim()) continue;
    const { id, method, params } = JSON.parse(line);
    if (!method) continue; // the answer to our own `print`
    try {
      const result = await callEngine(engine, method, params ?? {});
      if (method === 'diff' && typeof result?.stdout === 'string') {
        send({ id: 1_000_000_000, method: 'print', params: { content: result.stdout } });
      }
      send({ id, result: result ?? {} });
    } catch (error) {
      const data = {
        is_panic: false,
        message: error.message ?? String(error),
        meta: error.meta ?? null,
        error_code: error.code ?? null,
      };
      send({
        id,
        error: { code: 4466, message: 'An error happened. Check the data field for details.', data },
      });
    }
  }
}

function callEngine(engine, method, params) {
  if (method === 'getDatabaseVersion') return engine.version(params);
  if (method.startsWith('_') || typeof engine[method] !== 'function')
    throw new Error(`the WebAssembly schema engine has no method "${method}"`);
  return engine[method](params);
}

if (options.version) {
  const { version } = JSON.parse(readFileSync(path.join(wasmFolder, 'package.json'), 'utf8'));
  process.stdout.write(`schema-engine-wasm ${version}\n`);
} else if (positionals[0] === 'cli') {
  process.exitCode = await runCliCommand(positionals[1]);
} else {
  await serve(await createEngine());
  process.exit(0); // the adapter's pool has no end of its own
}
