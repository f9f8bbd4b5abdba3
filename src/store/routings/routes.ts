/** What a sample can be distilled by, in the order of their codes in the table. */
export const ROUTES = [
  { name: 'none', strategy: 'none', teacher: null, component: null },
  { name: 'redundantFirst', strategy: 'feature', teacher: 'first', component: 'r' },
  { name: 'redundantSecond', strategy: 'feature', teacher: 'second', component: 'r' },
  { name: 'uniqueFirst', strategy: 'feature', teacher: 'first', component: 'u1' },
  { name: 'uniqueSecond', strategy: 'feature', teacher: 'second', component: 'u2' },
  { name: 'synergistic', strategy: 'output', teacher: 'both', component: 's' },
] as const;

export type RouteName = (typeof ROUTES)[number]['name'];

/** Its code. */
export function routeCode(name: RouteName): number {
  return ROUTES.findIndex((route) => route.name === name);
}
