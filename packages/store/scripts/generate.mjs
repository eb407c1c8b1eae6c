// Generates the Prisma client without a network: the schema engine it would download is not run
// for `generate`, so any existing executable may stand in for it.
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const room = dirname(dirname(fileURLToPath(import.meta.url)))
const prisma = createRequire(import.meta.url).resolve('prisma/build/index.js')
const { status, error, stdout, stderr } = spawnSync(
  process.execPath,
  [prisma, 'generate', '--no-hints', '--schema', join(room, 'prisma', 'schema.prisma')],
  {
    cwd: room,
    encoding: 'utf8',
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
      DO_NOT_TRACK: '1',
    },
  },
)
if (error !== undefined || status !== 0) {
  process.stderr.write(`prisma generate failed: ${error?.message ?? `${stdout}${stderr}`}\n`)
  process.exit(1)
}
