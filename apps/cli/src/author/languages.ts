/** The languages a new program can be begun in: its files, how it is built, what that needs. */

export interface Language {
  /** The source a reader begins with. */
  readonly source: string
  /** Files of the language's own folder below `templates/`, by their place in the new folder. */
  readonly files: readonly string[]
  /** What a person types to build and to test. */
  readonly build: string
  readonly test: string
  readonly needs: string
  /** The line of the Makefile that compiles, and variables before it; none without a Makefile. */
  readonly make: { readonly variables: string; readonly compile: string } | null
}

const made = (make: NonNullable<Language['make']>, source: string, needs: string): Language => ({
  ...{ source, files: [source], build: 'make', test: 'make test', needs, make },
})

export const languages = {
  assemblyscript: {
    source: 'assembly/main.ts',
    files: ['assembly/main.ts', 'assembly/wasi.ts', 'package.json'],
    build: 'npm install && npm run build',
    test: 'npm test',
    needs: 'nothing but npm',
    make: null,
  },
  c: made(
    {
      variables: 'CC = clang',
      compile: '$(CC) --target=wasm32-wasi -O2 -o $@ $<',
    },
    'main.c',
    'clang, lld and wasi-libc (Debian: clang lld wasi-libc libclang-rt-dev-wasm32)',
  ),
  rust: made(
    {
      variables: 'RUSTC ?= rustc\nTARGET ?= wasm32-wasip1',
      compile: '$(RUSTC) --target $(TARGET) -C opt-level=3 -C strip=symbols -o $@ $<',
    },
    'main.rs',
    'rustc with its target (rustup target add wasm32-wasip1)',
  ),
  go: made(
    {
      variables: '',
      compile: 'GOOS=wasip1 GOARCH=wasm GO111MODULE=off go build -o $@ $<',
    },
    'main.go',
    'Go 1.21 or newer',
  ),
} as const satisfies Readonly<Record<string, Language>>

export type LanguageName = keyof typeof languages

export const languageNames = Object.keys(languages) as readonly LanguageName[]
