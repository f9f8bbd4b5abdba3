import { startServer, type RunningServer } from '../../src/server/start-server.js';
import { graphClient, type GraphClient } from './graphql-client.js';
import { openTestWorkspace, type TestWorkspace } from './test-workspace.js';

/** A server on a database of its own, and a client of it. What it reports as unexpected fails the request. */
export interface TestServer {
  readonly workspace: TestWorkspace;
  readonly server: RunningServer;
  readonly client: GraphClient;
  close(): Promise<void>;
}

export async function openTestServer(): Promise<TestServer> {
  const workspace = await openTestWorkspace();
  const report = (error: unknown): never => {
    throw error;
  };
  const server = await startServer(workspace, { host: '127.0.0.1', port: 0, report });
  const client = graphClient(server.url);
  return {
    workspace,
    server,
    client,
    async close() {
      await client.close();
      await server.close();
      await workspace.close();
    },
  };
}
