import { BREAK, Kind, OperationTypeNode, visit, type DocumentNode } from 'graphql';

/**
 * Whether graphql-jit (0.8) may make code of a document: one query, of which it makes code that answers as graphql-js
 * does, whoever wrote it. It would write texts that stand in a document into the code, where they can become code;
 * mixes up the conditions of a fragment that is put in twice; and takes one field for another whose keys, joined with
 * underscores, are the same. Clients that ask the same again and again put what varies into variables anyway.
 */
export function isCompilable(document: DocumentNode): boolean {
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (operations.length !== 1 || operations[0]!.operation !== OperationTypeNode.QUERY) return false;
  let allowed = true;
  const refuse = (): typeof BREAK => {
    allowed = false;
    return BREAK;
  };
  visit(document, {
    StringValue: refuse,
    Directive: refuse,
    Field: ({ alias }) => (alias?.value.includes('_') === true ? refuse() : undefined),
  });
  return allowed;
}
