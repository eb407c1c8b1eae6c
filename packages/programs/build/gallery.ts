/** Prints docs/gallery.md; `--write` renews the file. */
import { writeFileSync } from 'node:fs'
import { programs } from '../src/index.ts'
import { galleryPage } from '../src/gallery/page.ts'
import { gridRuns } from '../src/gallery/records.ts'

const page = galleryPage(programs, gridRuns)
if (process.argv.includes('--write')) {
  writeFileSync(new URL('../../../docs/gallery.md', import.meta.url), page)
} else process.stdout.write(page)
