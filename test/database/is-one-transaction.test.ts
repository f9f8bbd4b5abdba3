import { expect, test } from 'vitest';
import { isOneTransaction } from '../../src/database/is-one-transaction.js';

test.each([
  'CREATE TABLE a (id int);',
  'CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $body$ BEGIN RETURN 1; END; $body$;',
  "INSERT INTO a VALUES ('; COMMIT;');",
  '-- ; COMMIT;\nSELECT 1;',
  '/* ; BEGIN; */ SELECT 1;',
  'CREATE TABLE "; COMMIT" (id int);',
])('may be wrapped: %s', (sql) => expect(isOneTransaction(sql)).toBe(true));

test.each([
  'BEGIN; SELECT 1; COMMIT;',
  'SELECT 1;\nstart  transaction; SELECT 2; end;',
  'CREATE INDEX CONCURRENTLY i ON a (id);',
  'VACUUM a;',
  'SELECT 1; /* then */ CREATE DATABASE b;',
])('runs as it stands: %s', (sql) => expect(isOneTransaction(sql)).toBe(false));
