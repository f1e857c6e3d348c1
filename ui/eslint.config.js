import vue from 'eslint-plugin-vue'
import tseslint from 'typescript-eslint'
import vueParser from 'vue-eslint-parser'

/** Chromium 109 and Safari 16 lack these; the bundler lowers syntax, not library calls. */
const TOO_NEW = ['toSorted', 'toReversed', 'toSpliced', 'groupBy', 'withResolvers', 'isSubsetOf', 'symmetricDifference']

export default tseslint.config(
  { ignores: ['dist', 'src/bindings'] },
  ...tseslint.configs.recommended,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parser: vueParser, parserOptions: { parser: tseslint.parser, extraFileExtensions: ['.vue'] } },
  },
  {
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-console': 'error',
      'no-restricted-properties': ['error', ...TOO_NEW.map((property) => ({ property, message: 'Chromium 109 没有此方法' }))],
      'no-restricted-imports': ['error', { patterns: [{ group: ['@tauri-apps/*'], message: '只有 api/transport.tauri.ts 可以引用' }] }],
      'vue/no-v-html': 'error',
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/multi-word-component-names': 'off',
      'vue/require-default-prop': 'off',
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/first-attribute-linebreak': 'off',
      'vue/attributes-order': 'off',
    },
  },
  { files: ['src/api/transport.tauri.ts'], rules: { 'no-restricted-imports': 'off' } },
)
