// Lint for defects. Layout is prettier's, architecture is the floor plan's, taste is tidy's.
import js from '@eslint/js'
import { defineConfig } from 'eslint/config'
import tseslint from 'typescript-eslint'
import { floorPlanConfig } from './tools/floor-plan/lint.ts'

export default defineConfig(
  {
    ignores: [
      '**/node_modules/',
      '**/dist/',
      '**/generated/',
      '**/artifacts/',
      '**/cache/',
      '**/coverage/',
      'packages/sandbox/**/assembly/', // AssemblyScript with decorators, which nothing else reads
      '**/assembly/**/wasi.ts',
      '.nx/',
      '.pumasi*/',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    rules: {
      eqeqeq: 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-undef': 'off', // TypeScript knows better, in checked JavaScript too
    },
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.base, tseslint.configs.eslintRecommended],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      'no-unused-vars': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_$', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/prefer-promise-reject-errors': 'error',
      '@typescript-eslint/return-await': ['error', 'in-try-catch'],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  ...floorPlanConfig,
  {
    // AssemblyScript: its types are another language's, its == is strict, its integers are long.
    files: ['**/assembly/**/*.ts'],
    extends: [tseslint.configs.disableTypeChecked],
    rules: { eqeqeq: 'off', 'no-loss-of-precision': 'off', 'no-useless-assignment': 'off' },
  },
)
