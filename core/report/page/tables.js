// tables.js: the same figures as tables: what a picture says, for those who read, copy or hear it.
'use strict';

// A table of columns {title, text: true for words, cell: record => string or node}, in a box that scrolls by keyboard, too.
function table(caption, columns, records, tall) {
  const head = make('tr', {}, ...columns.map(column => make('th', {scope: 'col', class: column.text && 'text'}, column.title)));
  const body = records.map(record => make('tr', {}, ...columns.map((column, i) => {
    const value = column.cell(record), exact = column.exact && column.exact(record);
    const attributes = {class: column.text && 'text', 'data-exact': exact, 'data-key': exact === undefined ? null : column.key};
    return i === 0 ? make('th', {scope: 'row', ...attributes}, value) : make('td', attributes, value);
  })));
  return make('div', {class: 'scroll' + (tall ? ' tall' : ''), tabindex: 0, role: 'region', 'aria-label': caption},
    make('table', {}, make('caption', {}, caption), make('thead', {}, head), make('tbody', {}, ...body)));
}

const tables = {
  summary(cell, phase) {
    return plots.data.summaries.find(s => s.result === cell.result && s.cell === cell.cell && s.phase === phase);
  },

  timed(key, title, record) {
    return {title, key, cell: r => text.time(record(r)), exact: r => record(r) === null ? undefined : record(r)};
  },

  // ---- the overhead table ----
  overheadRow(cell) {
    const reaped = tables.summary(cell, 'reaped'), ready = tables.summary(cell, 'ready');
    const head = make('th', {scope: 'row'}, make('i', {style: methodColor(cell.method), 'aria-hidden': 'true'}),
      ...breakable(cell.name));
    if (!reaped)
      return make('tr', {'data-id': cell.id}, head, make('td', {class: 'reason', colspan: 7},
        cell.status + (cell.reason ? ': ' + cell.reason : '')));
    const figure = (summary, key, small) => {
      const exact = summary && summary[key] !== null ? summary[key] : null;
      return make('td', exact === null ? {} : {'data-exact': exact, 'data-key': summary.phase + '.' + key},
        exact === null ? '' : text.time(exact), small && exact !== null ? make('small', {}, small) : null);
    };
    const width = s => s && text.halfWidth(s.median, s.lo, s.hi);
    const ratio = cell.ratio_reaped;
    return make('tr', {'data-id': cell.id}, head,
      figure(reaped, 'median', width(reaped) + (cell.stopped_by === 'time-limit' ? '*' : '')),
      figure(ready, 'median', width(ready)), figure(reaped, 'cold'), figure(reaped, 'first'),
      make('td', ratio ? {'data-exact': ratio[0], 'data-key': 'ratio'} : {}, ratio ? text.ratio(ratio[0]) : '',
        ratio && ratio[1] !== null ? make('small', {}, text.interval(ratio[1], ratio[2])) : null),
      figure(reaped, 'p99'), make('td', {'data-exact': reaped.n, 'data-key': 'n'}, text.count(reaped.n)));
  },

  overhead() {
    const cells = plots.records('cells', null), groups = new Map();
    for (const cell of cells) {
      const name = cell.section === 'native' ? 'Native' : 'multiprocessing, Python ' + cell.python;
      groups.set(name, [...(groups.get(name) || []), cell]);
    }
    const titles = ['', 'reaped', 'ready', 'cold', 'first', 'ratio', 'p99', 'starts'];
    const bodies = [...groups].map(([name, of]) => make('tbody', {},
      make('tr', {class: 'group'}, make('th', {scope: 'rowgroup', colspan: 8}, name)), ...of.map(tables.overheadRow)));
    return make('div', {class: 'scroll tall', tabindex: 0, role: 'region', 'aria-label': 'Overhead table'},
      make('table', {id: 'overhead-table'}, make('thead', {}, make('tr', {},
        ...titles.map(title => make('th', {scope: 'col'}, title)))), ...bodies));
  },

  // ---- beside the pictures ----
  label: {title: 'cell', text: true, cell: record => record.label},

  columns: {
    overhead: () => [tables.label, ...[['median', 'median'], ['lo', 'interval from'], ['hi', 'to'], ['first', 'first'],
      ['min', 'fastest'], ['p99', 'p99']].map(([key, title]) => tables.timed(key, title, s => s[key]))],
    distributions: () => [tables.label, ...[['min', 'fastest'], ['median', 'median'], ['p90', 'p90'], ['p99', 'p99'],
      ['max', 'slowest'], ['mean', 'mean'], ['stddev', 'standard deviation']].map(([key, title]) =>
      tables.timed(key, title, s => s[key])), {title: 'starts', cell: s => text.count(s.n)}],
    timeline: () => [tables.label, {title: 'phase', text: true, cell: s => 'to ' + text.phase(s.phase)},
      tables.timed('from', 'from', s => s.from), tables.timed('to', 'to', s => s.to), tables.timed('took', 'took', s => s.took)],
    memory: () => [{title: 'series', text: true, cell: s => s.series}, {title: 'memory', cell: s => text.bytes(s.ballast)},
      ...[['median', 'median'], ['lo', 'interval from'], ['hi', 'to']].map(([key, title]) =>
        tables.timed(key, title, s => s[key]))],
    drift: () => [tables.label, {title: 'end of the run to its beginning', cell: s => text.ratio(s.ratio)},
      {title: '95 % interval', cell: s => s.lo === null ? '' : '[' + s.lo.toFixed(3) + ', ' + s.hi.toFixed(3) + ']'},
      {title: 'epochs', cell: s => text.count(s.epochs)}],
    systems: () => [{title: 'start', text: true, cell: s => s.match}, {title: 'system', text: true, cell: s => s.system},
      {title: 'measured', text: true, cell: s => s.emulated ? 'under an emulator' : 'on the system'},
      ...[['median', 'median'], ['lo', 'interval from'], ['hi', 'to']].map(([key, title]) =>
        tables.timed(key, title, s => s[key]))],
  },

  records(name, section) {
    const phase = record => record.phase === page.phase && record.row >= 0;
    if (name === 'systems') return plots.systemRecords();
    if (name === 'timeline') return plots.records('segments', section);
    if (name === 'memory') return plots.records('sweeps', section).filter(phase);
    if (name === 'drift') return plots.records('drift', section).filter(phase);
    return plots.records('summaries', section).filter(phase);
  },

  beside(name, section) {
    const caption = plots.data.specs[name].usermeta.title + (section ? ', ' + page.sectionTitle(section) : '');
    return table(caption, tables.columns[name](), tables.records(name, section));
  },

  // ---- what is said of all cells of a set, of the phase that is shown where there is one ----
  sentences(set) {
    const all = plots.records(set, null).filter(record => record.phase === undefined || record.phase === page.phase);
    return all.length === 0 ? [] : [make('ul', {class: 'note'}, ...all.map(record => make('li', {}, record.text)))];
  },
};
