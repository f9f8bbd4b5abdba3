import type { ApolloServerPlugin } from '@apollo/server';
import { LIMITS } from '../../schema/access/operation-limits.js';
import type { GraphContext } from '../../schema/context.js';

/** Says in every answer what the operation cost, and what it might have. */
export function costInExtensions(): ApolloServerPlugin<GraphContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse({ contextValue, response }) {
          const { body } = response;
          if (contextValue.cost !== null && body.kind === 'single') {
            const cost = { requested: Math.ceil(contextValue.cost), most: LIMITS.cost };
            body.singleResult.extensions = { ...body.singleResult.extensions, cost };
          }
          return Promise.resolve();
        },
      }),
  };
}
