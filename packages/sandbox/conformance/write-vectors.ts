/** `nx run sandbox:vectors`: writes the golden answers as Node finds them. */
import { createNodeExecutor } from '@pumasi/sandbox'
import { allCases } from './cases.ts'
import { asVectors, writeVectors } from './vectors.ts'
import { findAll } from './wire.ts'

const executor = createNodeExecutor()
writeVectors(asVectors(await findAll(executor, await allCases())))
await executor.close()
