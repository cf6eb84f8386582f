import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LuaEnd, LuaBlocks } from '../../../src/formats/nginx-conf/lua-block.ts';

const luaBlockEnd = (text: string, from: number): LuaEnd => new LuaBlocks(text).endOf(from);

describe('the end of Lua code', () => {
  test.each([
    ['braces', 'a = { {}, { 1 } }'],
    ['braces in strings', `a = "}" .. '}{' .. "{{"`],
    ['escaped quotes', String.raw`a = "\"}" .. '\'}' .. "\\"`],
    ['long brackets', 'a = [[ } ]] .. [==[ ]] } ]=] ]==]'],
    ['comments', '-- } it\'s "\na = 1 --[[ } \n } ]] --[=[ ]] } ]=] ---[[ }\n'],
    ['a bracket that is none', 'a = b[c[1]] [= --[==x }\n'],
    ['a quote alone on its line', `a = " \n b = ' `],
  ])('is found after %s', (_, code) => {
    const text = `x {${code}} # }`;
    expect(luaBlockEnd(text, 3)).toEqual({ end: text.length - 4 });
  });

  test('is the first brace if a quote is alone on its line', () => {
    expect(luaBlockEnd('a = " } \n } "', 0)).toEqual({ end: 7 });
    // An escaped line feed continues a string in Lua, but not for lua-nginx-module.
    expect(luaBlockEnd('a = "\\\n } "', 0)).toEqual({ end: 9 });
  });

  test('is missing', () => {
    expect(luaBlockEnd('a = { }', 0)).toEqual({ missingBrace: true });
    expect(luaBlockEnd('-- }', 0)).toEqual({ missingBrace: true });
    expect(luaBlockEnd('a = [==[ ]] }', 0)).toEqual({ missingBracket: ']==]', after: 8 });
  });

  test('is found in any text without quotes and brackets', () => {
    const plain = fc
      .string({ unit: fc.constantFrom('{', 'a', ' ', '\n', '=', '-') })
      .filter((code) => !code.includes('--'));
    fc.assert(
      fc.property(plain, (code) => {
        const depth = code.split('{').length;
        const text = code + '}'.repeat(depth);
        expect(luaBlockEnd(text, 0)).toEqual({ end: text.length });
        expect(luaBlockEnd(text.slice(0, -1), 0)).toEqual({ missingBrace: true });
      }),
    );
  });
});
