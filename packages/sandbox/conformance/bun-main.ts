/** Entry under bun: cases as JSON on stdin, findings as JSON on stdout. */
import { json } from 'node:stream/consumers'
import { createNodeExecutor } from '@pumasi/sandbox'
import { findAll } from './wire.ts'
import type { Case } from './wire.ts'

const executor = createNodeExecutor({ threads: 2 })
const findings = await findAll(executor, (await json(process.stdin)) as Case[])
await executor.close()
process.stdout.write(JSON.stringify(findings))
