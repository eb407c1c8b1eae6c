/** `nx run sandbox:golden`: writes the golden answers of the rewriter anew. */
import { writeFileSync } from 'node:fs'
import { loadKernels } from '../../bench/kernels.ts'
import { goldenFile, goldenOfAll } from './golden.ts'

writeFileSync(goldenFile, `${JSON.stringify(goldenOfAll(await loadKernels()), null, 2)}\n`)
