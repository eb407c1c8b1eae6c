/** Prints docs/gallery.md; `--write` renews the file. */
import { writeFileSync } from 'node:fs'
import { exhibition } from '../src/gallery/exhibition.ts'
import { galleryPage } from '../src/gallery/page.ts'

const page = galleryPage(exhibition)
if (process.argv.includes('--write')) {
  writeFileSync(new URL('../../../docs/gallery.md', import.meta.url), page)
} else process.stdout.write(page)
