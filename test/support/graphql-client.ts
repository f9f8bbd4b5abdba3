import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';

export interface GraphResponse {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { message: string; path?: unknown[]; extensions: Record<string, unknown> }[];
}

/** A client as a user would write one from schema.graphql: plain HTTP, and graphql-ws for subscriptions. */
export interface GraphClient {
  send(query: string, variables?: Record<string, unknown>): Promise<GraphResponse>;
  /** Like `send`, but errors throw. */
  query<Data>(query: string, variables?: Record<string, unknown>): Promise<Data>;
  readonly socket: Client;
  close(): Promise<void>;
}

export function graphClient(url: string): GraphClient {
  const socket = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
  });
  const send = async (query: string, variables: Record<string, unknown> = {}): Promise<GraphResponse> => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as GraphResponse;
  };
  return {
    send,
    async query<Data>(query: string, variables?: Record<string, unknown>) {
      const { data, errors } = await send(query, variables);
      if (errors) throw new Error(JSON.stringify(errors));
      return data as Data;
    },
    socket,
    close: async () => {
      await socket.dispose();
    },
  };
}
