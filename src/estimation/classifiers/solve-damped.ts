import { Matrix, solve } from 'ml-matrix';

const DAMPING = 1e-9;

/** H⁻¹g; a little is added to H's diagonal, since candidates may say the same and leave it singular. */
export function solveDamped(hessian: readonly (readonly number[])[], gradient: readonly number[]): number[] {
  const damped = hessian.map((line, a) => line.map((value, b) => value + (a === b ? DAMPING : 0)));
  return solve(new Matrix(damped), Matrix.columnVector([...gradient])).to1DArray();
}
