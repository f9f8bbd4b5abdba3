/** Whether a client's id can be one of ours: PostgreSQL refuses other text in a uuid column with an error. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
