import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeHtml, html, trustedHtml } from '../../../src/http/index.ts';

describe('html', () => {
  it('escapes every value, in text and in quoted attributes', () => {
    const bad = `<script>&"'`;
    const safe = '&lt;script&gt;&amp;&quot;&#39;';
    expect(html`<p title="${bad}">${bad}${[bad, [bad]]}</p>`.toString()).toBe(
      `<p title="${safe}">${safe}${safe}${safe}</p>`,
    );
  });

  it('leaves no character that could end a text or a quoted attribute, whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        expect(html`${value}`.toString()).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/);
      }),
    );
  });

  it('escapes nothing twice', () => {
    expect(html`${html`<b>${'&'}</b>`}`.toString()).toBe('<b>&amp;</b>');
    expect(escapeHtml('&amp;')).toBe('&amp;amp;');
  });

  it('prints nothing for absent values, and zero for zero', () => {
    expect(html`[${undefined}${null}${false}${''}${[]}${0}]`.toString()).toBe('[0]');
  });

  it('does not take an object for markup because it looks like one', () => {
    const lookalike = { toString: () => '<script>' } as unknown as string;
    expect(html`${lookalike}`.toString()).toBe('&lt;script&gt;');
  });

  it('passes on markup of our own', () => {
    expect(html`${trustedHtml('<svg></svg>')}`.toString()).toBe('<svg></svg>');
  });
});
