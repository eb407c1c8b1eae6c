/** `npm run migration -- NAME`: writes the next numbered migration from schema.prisma. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { migrationsFolder, readMigrations } from '../src/migrations.ts'
import { diffSchema } from './schema-diff.ts'

const name = process.argv[2] ?? ''
if (!/^[a-z][a-z0-9_]*$/.test(name)) {
  process.stderr.write('Give the migration a name: npm run migration -- add_pause_to_jobs\n')
  process.exit(2)
}
const sql = await diffSchema()
if (sql === '') {
  process.stdout.write('schema.prisma and the migrations agree: nothing to write\n')
} else {
  const number = String((await readMigrations()).length + 1).padStart(4, '0')
  const folder = join(migrationsFolder, `${number}_${name}`)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'migration.sql'), sql)
  process.stdout.write(`${folder}\n`)
}
