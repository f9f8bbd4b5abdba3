import { join } from 'node:path';
import { openInterlens, openServer, programOf, type ServerProcess } from '../server-processes.js';
import { PEER } from './measure-load.js';

/** Who is compared, each a process of its own on the same database. */
export interface BenchServers {
  readonly interlens: ServerProcess;
  readonly postgraphile: ServerProcess;
  readonly bare: ServerProcess;
}

export async function openServers(databaseUrl: string, home: string): Promise<BenchServers> {
  return {
    interlens: await openInterlens(databaseUrl, home),
    postgraphile: await openServer(join(PEER, 'postgraphile.mjs'), databaseUrl),
    bare: await openServer(programOf('api/bare-process'), databaseUrl),
  };
}

export async function closeServers(servers: BenchServers): Promise<void> {
  for (const server of Object.values(servers) as ServerProcess[]) await server.close();
}
