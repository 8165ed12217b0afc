/** URI templates: what they match, what they refuse, and rewriting with their variables. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileTemplateRewrite, compileUriTemplate } from './uri-template.ts'

test('what templates match', () => {
  const cases: readonly (readonly [template: string, path: string, matches: boolean])[] = [
    ['/videos/*/*/*.m4s', '/videos/123414/hls/1080p5000_00001.m4s', true],
    ['/videos/*/*/*.m4s', '/videos/123414/hls/x/1080p.m4s', false],
    ['/videos/{file}', '/videos/a.m4s', true],
    ['/videos/{file}', '/videos/', false],
    ['/videos/{file}', '/videos/a/b', false],
    ['/**.mpd', '/content/123/manifest.mpd', true],
    ['/**', '/', true],
    ['/v/**', '/v', false],
    ['/v/{rest=**}', '/v/a/b', true],
    ['/v/{lang=lang/*}/*', '/v/lang/en/x', true],
    ['/v/{lang=lang/*}/*', '/v/en/x/y', false],
    ['/a.b', '/axb', false],
  ]
  for (const [template, path, matches] of cases) {
    const compiled = compileUriTemplate(template)
    assert.equal(compiled.kind === 'ok' && compiled.value.matches(path), matches, template)
  }
})

test('what is no template', () => {
  for (const text of [
    '',
    'a',
    '/a//b',
    '/{a',
    '/{}',
    '/{1a}',
    '/{a}/{a}',
    '/**/*',
    '/**/{a}',
    '/***',
    '/{a={b}}',
    '/{a=}',
    '/a b',
    '/{a}/{b}/{c}/{d}/{e}/{f}',
  ])
    assert.equal(compileUriTemplate(text).kind, 'bad', text)
})

test('rewrites', () => {
  const cases: readonly (readonly [string, string, string, string])[] = [
    ['/{one}/{two}', '/{two}/{one}', '/cat/dog', '/dog/cat'],
    ['/videos/{language=lang/*}/*', '/{language}', '/videos/lang/en/v.m4s', '/lang/en'],
    ['/c/{f}/{l}/{id}/{file}.vtt', '/{l}/{f}/{file}.vtt', '/c/hls/en/1/x.vtt', '/en/hls/x.vtt'],
    ['/a/{x}', '/b/{x}', '/other', '/other'],
  ]
  for (const [template, rewrite, path, expected] of cases) {
    const compiled = compileUriTemplate(template)
    assert.ok(compiled.kind === 'ok')
    const made = compileTemplateRewrite(compiled.value, rewrite)
    assert.equal(made.kind === 'ok' && made.value.apply(path), expected)
  }
})

test('rewrites that name what is not there', () => {
  const compiled = compileUriTemplate('/{a}')
  assert.ok(compiled.kind === 'ok')
  for (const rewrite of ['{a}', '/{b}', '/{a', '/x//y'])
    assert.equal(compileTemplateRewrite(compiled.value, rewrite).kind, 'bad', rewrite)
})
