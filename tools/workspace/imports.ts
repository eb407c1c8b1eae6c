/** What a source file names: modules it imports, and files it points at by URL. */
import ts from 'typescript'

/** Specifiers of import, export from, import(), import types and require, in order. */
export const specifiersIn = (text: string): readonly string[] =>
  ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName)

/** First arguments of `new URL('./x', import.meta.url)`: worker threads, data files. */
export const urlsIn = (text: string): readonly string[] =>
  [...text.matchAll(/new URL\(\s*['"`]([^'"`$]+)['"`]\s*,\s*import\.meta\.url/g)].map(
    ([, path]) => path ?? '',
  )
