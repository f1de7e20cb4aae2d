// text.js: numbers as people read them (the rules of core/report/figures.c), and elements made of text, never of HTML.
'use strict';

const text = {
  decimals(value) {
    const size = Math.abs(value);
    return size < 9.995 ? 2 : size < 99.95 ? 1 : 0;
  },

  // 88711 as "88.7 µs", with a narrow space that does not break.
  time(ns) {
    if (ns === null || ns === undefined || Number.isNaN(ns)) return '';
    const units = ['ns', 'µs', 'ms', 's'];
    let unit = 0;
    while (unit + 1 < units.length && Math.abs(ns) >= 999.5) {
      ns /= 1000;
      unit++;
    }
    return ns.toFixed(text.decimals(ns)) + '\u202f' + units[unit];
  },

  bytes(n) {
    if (n === null || n === undefined) return '';
    const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
    let unit = 0;
    while (unit + 1 < units.length && n >= 1024) {
      n /= 1024;
      unit++;
    }
    return (unit === 0 || n === Math.round(n) ? String(n) : n.toFixed(text.decimals(n))) + '\u202f' + units[unit];
  },

  // Interpolated, so not finer than it can be known: two digits.
  about(bytes) {
    const unit = 10 ** Math.max(0, Math.floor(Math.log10(bytes / 1048576)) - 1);
    return text.bytes(Math.max(unit, Math.round(bytes / 1048576 / unit) * unit) * 1048576);
  },

  halfWidth(value, lo, hi) {
    if (value === null || value === undefined) return '';
    if (lo === null || hi === null) return '±?';
    const percent = (hi - lo) / (2 * value) * 100;
    return '±' + percent.toFixed(percent < 9.95 ? 1 : 0) + '%';
  },

  ratio(value) {
    return value === null || value === undefined ? '' : value.toFixed(text.decimals(value)) + '×';
  },

  interval(lo, hi) {
    if (lo === null || lo === undefined || hi === null) return '';
    return '[' + lo.toFixed(text.decimals(lo)) + ', ' + hi.toFixed(text.decimals(hi)) + ']';
  },

  count(n) {
    return n.toLocaleString('en').replaceAll(',', '\u202f');
  },

  phase(name) {
    return name.replace('_', ' ');
  },
};

// An element with attributes and children; strings become text nodes.
function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name === 'onclick') element.addEventListener('click', value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, String(value));
  }
  element.append(...children.filter(child => child !== null && child !== undefined));
  return element;
}

// A name that may be broken where it is joined.
function breakable(name) {
  return name.split(/(?<=[/+,@])/).flatMap((part, i) => i === 0 ? [part] : [make('wbr', {}), part]);
}

const methodColor = method => '--c: var(--' + method + ')';

function offer(name, type, content) {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], {type}));
  const link = make('a', {href: url, download: name});
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}

// RFC 4180; text that a spreadsheet would take for a formula is marked as text.
function csv(columns, rows) {
  const field = value => {
    if (value === null || value === undefined) return '';
    let string = String(value);
    if (typeof value === 'string' && /^[=+\-@\t\r]/.test(string)) string = "'" + string;
    return /[",\r\n]/.test(string) ? '"' + string.replaceAll('"', '""') + '"' : string;
  };
  return [columns, ...rows].map(row => row.map(field).join(',')).join('\r\n') + '\r\n';
}
