// plots.js: makes pictures of the specifications that the page holds (core/report/plots.h says what is in them).
'use strict';

const PHONE = 620;
const METHODS = ['fork', 'forkserver', 'spawn'];
const PHASES = ['returned', 'running', 'initialized', 'unpickled', 'main_imported', 'ready', 'reaped'];

const plots = {
  data: null,
  theme: 'light',
  views: new Map(), // element -> Vega view

  here: record => record.result === page.result,

  // Records of one set that the picture of a section is drawn of.
  records(set, section) {
    return plots.data[set].filter(record => plots.here(record) && (section === null || record.section === section));
  },

  hasData(name, section) {
    const meta = plots.data.specs[name].usermeta;
    if (meta.several) return plots.data.results.length > 1;
    return plots.records(meta.data, section).some(record => record.row >= 0);
  },

  sections(name) {
    if (!plots.data.specs[name].usermeta.sections) return [null];
    return ['native', 'python'].filter(section => plots.hasData(name, section));
  },

  rows(section) {
    const cells = plots.records('cells', section).filter(cell => cell.row >= 0);
    return cells.sort((a, b) => a.row - b.row);
  },

  values(section, more) {
    const memory = [...new Set(plots.records('sweeps', section).map(point => point.x))].sort((a, b) => a - b);
    const zero = plots.records('sweeps', section).some(point => point.ballast === 0);
    return {
      ...plots.data.theme[plots.theme].colors, ...plots.data.theme.words,
      SECTION: section || '', PHASE: page.phase, RESULT: page.result, ROWS: plots.rows(section).length,
      LABELS: JSON.stringify(plots.rows(section).map(cell => cell.label)),
      SHOWN: JSON.stringify(PHASES.filter(phase => plots.records('segments', section).some(s => s.phase === phase))),
      METHODS: JSON.stringify(METHODS.filter(method => plots.rows(section).some(cell => cell.method === method))),
      BYTES: JSON.stringify(memory), LEAST: zero && memory.length > 1 ? memory[1] : 0,
      ...more,
    };
  },

  fill(spec, values) {
    return JSON.parse(JSON.stringify(spec), (key, value) => typeof value !== 'string' ? value :
      value.replace(/\$([A-Za-z_]+)/g, (all, name) => name in values ? values[name] : all));
  },

  spec(name, section, more) {
    const file = plots.data.specs[name], meta = file.usermeta;
    const spec = plots.fill(file, plots.values(section, more));
    delete spec.usermeta;
    const rows = meta.several ? new Set(plots.systemRecords().map(record => record.match)) : plots.rows(section);
    spec.height = meta.pad + meta.step * (rows.size || rows.length);
    return spec;
  },

  // What a factor makes a start of its own is only shown where another result has it, too.
  systemRecords() {
    const all = plots.data.summaries.filter(record => record.row >= 0 && record.phase === page.phase);
    return all.filter(record => !record.match.includes(',') ||
      all.some(other => other.match === record.match && other.result !== record.result));
  },

  // The sets that a specification takes, with what it would filter anyway left out. Copies: Vega writes into what it is given.
  dataSets(name, spec, section, points) {
    const meta = plots.data.specs[name].usermeta, used = JSON.stringify(spec), sets = {};
    const wanted = record => (meta.several || plots.here(record)) && (section === null || record.section === section) &&
      (name === 'timeline' || record.phase === page.phase);
    for (const set of ['summaries', 'segments', 'bins', 'epochs', 'sweeps', 'crossovers'])
      if (used.includes(`{"name":"${set}"}`)) sets[set] = plots.data[set].filter(wanted).map(record => ({...record}));
    if (sets.crossovers) sets.crossovers = sets.crossovers.filter(record => record.x !== null);
    if (used.includes('{"name":"points"}')) sets.points = points || [];
    return sets;
  },

  // Row labels take half of a phone: there they stand above what they label, inside the picture.
  narrow(node) {
    if (Array.isArray(node)) return node.forEach(plots.narrow);
    if (node === null || typeof node !== 'object') return;
    const field = node.y && node.y.field;
    if (field === 'label' || field === 'match')
      Object.assign(node.y, {axis: {...node.y.axis, labelAlign: 'left', labelPadding: 0, labelOffset: -15, labelFontSize: 11,
        labelLimit: 330, labelColor: plots.data.theme[plots.theme].colors.muted, offset: 0}});
    if (field === 'top' && node.y.axis)
      Object.assign(node.y.axis, {labelAlign: 'left', labelPadding: 0, labelOffset: -44, labelBaseline: 'middle',
        labelFontSize: 11, labelLimit: 330, labelColor: plots.data.theme[plots.theme].colors.muted, zindex: 1});
    if (node.type === 'bar') node.height = {band: 0.42};
    if (node.type === 'tick') node.height = {band: 0.6};
    for (const child of Object.values(node)) plots.narrow(child);
  },

  whole(name, section, width, more, points) {
    const spec = plots.spec(name, section, width < PHONE ? {TALL: 0.6, ...more} : more);
    const config = plots.data.theme[plots.theme].config;
    const step = plots.data.specs[name].usermeta.step;
    if (width < PHONE && step > 0) {
      plots.narrow(spec);
      spec.height *= name === 'distributions' ? 1.4 : 44 / step;
    }
    const datasets = plots.dataSets(name, spec, section, points);
    if (spec.layer) // without a record, an axis would have no end
      spec.layer = spec.layer.filter(layer => !layer.data || !layer.data.name || datasets[layer.data.name].length > 0);
    return {
      $schema: 'https://vega.github.io/schema/vega-lite/v6.json', ...spec, width, config,
      autosize: {type: 'fit-x', contains: 'padding'}, padding: {left: 0, right: 12, top: 4, bottom: 4},
      datasets,
    };
  },

  async draw(element, name, section, more, points) {
    const width = Math.max(240, element.clientWidth);
    const old = plots.views.get(element);
    // Data within a specification would be copied over and over while it is compiled.
    const {datasets, ...spec} = plots.whole(name, section, width, more, points);
    const view = new vega.View(vega.parse(vegaLite.compile(spec, {logger: plots.logger}).spec), {
      renderer: points && points.length > 1500 ? 'canvas' : 'svg', container: element, hover: false, logLevel: vega.Warn,
      logger: plots.logger,
    });
    if (old) old.finalize();
    plots.views.set(element, view);
    for (const [set, records] of Object.entries(datasets))
      if (records.length > 0) view.data(set, records);
    view.addEventListener('mousemove', (event, item) => tip.show(event, item));
    view.addEventListener('mouseout', () => tip.hide());
    await view.runAsync();
    const picture = element.querySelector('svg, canvas');
    if (picture) picture.setAttribute('aria-hidden', 'true'); // the figure has a label, and a table beside it
    element.dataset.drawn = name;
  },

  // Warnings are errors of this page: its test sees them.
  logger: {
    level() { return this; },
    error(...words) { console.error(...words); return this; },
    warn(...words) { console.error(...words); return this; },
    info() { return this; },
    debug() { return this; },
  },
};

const tip = {
  figures(datum) {
    const at = datum.t === undefined ? '' : ` at ${datum.t.toFixed(1)}\u202fs`;
    if (datum.top !== undefined && datum.count !== undefined) return [`${text.time(datum.x)}: ${text.count(datum.count)} starts`];
    if (datum.took !== undefined) return [`to ${text.phase(datum.phase)}: ${text.time(datum.took)}`];
    if (datum.m !== undefined) return [text.time(datum.m) + at];
    if (datum.ns !== undefined) return [text.time(datum.ns) + at];
    if (datum.against !== undefined) return [`slower than ${datum.against} from about ${text.about(datum.at)} on`];
    if (datum.ballast !== undefined) return [`${text.bytes(datum.ballast)}: ${text.time(datum.median)}`];
    if (datum.median === undefined) return [];
    return [`${text.phase(datum.phase)}: ${text.time(datum.median)} ${text.halfWidth(datum.median, datum.lo, datum.hi)}`,
      ...(datum.first ? [`first: ${text.time(datum.first)}, p99: ${text.time(datum.p99)}`] : [])];
  },

  words(datum) {
    const lines = datum.label ? [datum.label] : [];
    if (datum.system && plots.data.results.length > 1) lines.push(datum.system);
    return [...lines, ...tip.figures(datum)];
  },

  show(event, item) {
    const datum = item && item.datum && (item.datum.datum || item.datum);
    const lines = datum && typeof datum === 'object' && item.mark.role === 'mark' ? tip.words(datum) : [];
    const box = document.getElementById('tip');
    box.hidden = lines.length === 0;
    if (box.hidden) return;
    box.textContent = lines.join('\n');
    const left = Math.min(event.clientX + 14, innerWidth - box.offsetWidth - 8);
    box.style.left = Math.max(4, left) + 'px';
    box.style.top = (event.clientY + 16 + box.offsetHeight > innerHeight ? event.clientY - box.offsetHeight - 12 :
      event.clientY + 16) + 'px';
  },

  hide() {
    document.getElementById('tip').hidden = true;
  },
};
