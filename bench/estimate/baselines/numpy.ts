import type { Contender } from '../contender.type.js';
import { openPython, pythonContender } from './python.js';

/** A product of matrices: C `[m, n]` = A B, either operand stored transposed. */
export interface Product {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly transposedA: boolean;
  readonly transposedB: boolean;
}

/** Every name that a build of BLAS may read its number of threads from. */
const ONE_THREAD = { OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1', OMP_NUM_THREADS: '1' };

/** A single-precision product by the BLAS that NumPy has, on one thread. */
export function numpyProduct(name: string, interpreter: string, product: Product): Promise<Contender> {
  return pythonContender(name, openPython(interpreter, 'numpy_gemm.py', ONE_THREAD), product);
}

/** The library that NumPy's products come from. */
export async function numpyBlas(interpreter: string): Promise<string> {
  const program = openPython(interpreter, 'numpy_gemm.py', ONE_THREAD);
  const open = { m: 1, n: 1, k: 1, transposedA: false, transposedB: false } satisfies Product;
  const { blas } = await program.ask({ open });
  await program.close();
  return String(blas);
}
