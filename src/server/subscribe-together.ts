import {
  createSourceEventStream,
  execute,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLSchema,
} from 'graphql';

type Executed = ExecutionResult | Promise<ExecutionResult>;

/**
 * `subscribe` of graphql that executes an event once for all subscribers who ask for the same of it.
 *
 * Hazard: they get what the first of them was allowed to see, so what is made of an event must not depend on who asks.
 */
export function subscribeTogether(): (
  args: ExecutionArgs,
) => Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
  // An event's results are kept as long as the event is.
  const results = new WeakMap<object, Map<string, Executed>>();
  return async (args) => {
    const source = await createSourceEventStream(args);
    if (!(Symbol.asyncIterator in source)) return source;
    const request = JSON.stringify([
      args.document.loc?.source.body,
      args.operationName,
      // One that is left out is not the same as one that is null: the first takes its default.
      variablesOfEvents(args.schema, args.document)
        .filter((name) => args.variableValues?.[name] !== undefined)
        .map((name) => [name, args.variableValues?.[name]]),
    ]);
    const executeOnce = (event: object): Executed => {
      const ofEvent = results.get(event) ?? new Map<string, Executed>();
      results.set(event, ofEvent);
      const result = ofEvent.get(request) ?? execute({ ...args, rootValue: event });
      ofEvent.set(request, result);
      return result;
    };
    return mapped(source as AsyncIterable<object>, executeOnce);
  };
}

/** As graphql maps itself, with a `return` that reaches a source that waits for its next event. */
function mapped(
  source: AsyncIterable<object>,
  map: (event: object) => Executed,
): AsyncIterableIterator<ExecutionResult> {
  const events = source[Symbol.asyncIterator]();
  const end = async (): Promise<IteratorReturnResult<undefined>> => {
    await events.return?.();
    return { done: true, value: undefined };
  };
  const results: AsyncIterableIterator<ExecutionResult> = {
    [Symbol.asyncIterator]: () => results,
    async next() {
      const event = await events.next();
      return event.done ? { done: true, value: undefined } : { done: false, value: await map(event.value) };
    },
    return: end,
    // graphql-ws ends only what has this, too.
    async throw(error) {
      await end();
      throw error;
    },
  };
  return results;
}

/** Names of the variables that take part in an event's execution: the root field's arguments only choose the events. */
function variablesOfEvents(schema: GraphQLSchema, document: DocumentNode): string[] {
  const names = new Set<string>();
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      VariableDefinition: () => false,
      Argument: () =>
        types.getParentType() === schema.getSubscriptionType() && !types.getDirective() ? false : undefined,
      Variable: ({ name }) => void names.add(name.value),
    }),
  );
  return [...names].sort();
}
