/** Builds every program of the room: `src/NAME/assembly/main.ts` becomes `dist/NAME.wasm`. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compile, roomFolder } from './compile.ts'

mkdirSync(join(roomFolder, 'dist'), { recursive: true })
for (const name of readdirSync(join(roomFolder, 'src')).sort()) {
  const entry = `src/${name}/assembly/main.ts`
  if (!existsSync(join(roomFolder, entry))) continue
  const bytes = await compile([entry], 'command')
  writeFileSync(join(roomFolder, 'dist', `${name}.wasm`), bytes)
  console.log(`dist/${name}.wasm  ${bytes.length} bytes`)
}
