// page.js: puts the page together, and again when another result, phase or theme is asked for.
'use strict';

const page = {
  result: 0,
  phase: 'reaped',
  cell: null, // of the picture of one cell; null: none
  narrow: false,
  drawing: 0, // counts what was asked for, so that an older drawing gives up

  get meta() { return plots.data.results[page.result]; },

  sectionTitle: section => section === 'python' ? 'multiprocessing' : 'native',

  // ---- what is said first ----
  origin() {
    const host = page.meta.host || {}, cpus = host.logical_cpus;
    const parts = [host.os_version || host.os, host.kernel, host.cpu_model,
      cpus && cpus + (cpus === 1 ? ' processor' : ' processors'), host.virtualization,
      page.meta.placement === 'pinned' ? 'pinned' : 'placed by the scheduler',
      page.meta.started && page.meta.started.slice(0, 16).replace('T', ' ') + ' UTC'];
    return parts.filter(part => part).join(' · ');
  },

  banners() {
    const banner = (title, words) => make('p', {class: 'banner'}, make('b', {}, title), ' ' + words);
    const meta = page.meta;
    return [
      meta.emulation && banner('Emulated.', `Measured under ${meta.emulation}: every figure is the emulator's, and says ` +
        'nothing of the system that it stands in for.'),
      !meta.complete && banner('Incomplete.', 'What had been measured when the run was broken off.'),
      ...meta.warnings.map(words => banner('Warning.', words + '.')),
    ].filter(node => node);
  },

  // The least median of each method, natively and with the newest Python.
  glance() {
    const blocks = [];
    const pythons = (page.meta.pythons || []).map(python => python.id);
    const newest = pythons.slice().sort((a, b) => a.localeCompare(b, 'en', {numeric: true})).pop();
    const groups = [['Native', 'native', null], ['multiprocessing, Python ' + newest, 'python', newest]];
    for (const [title, section, python] of groups) {
      const cells = plots.rows(section).filter(cell => (cell.python || null) === python);
      const tiles = METHODS.map(method => page.tile(cells.filter(cell => cell.method === method)));
      if (tiles.some(tile => tile))
        blocks.push(make('h2', {class: 'tiles-title'}, title), make('dl', {class: 'tiles'}, ...tiles));
    }
    return blocks;
  },

  tile(cells) {
    const all = cells.map(cell => tables.summary(cell, page.phase)).filter(summary => summary);
    if (all.length === 0) return null;
    const best = all.reduce((a, b) => b.median < a.median ? b : a);
    const name = cells.find(cell => cell.cell === best.cell).name;
    return make('div', {class: 'tile', style: methodColor(best.method)}, make('dt', {}, best.method),
      make('dd', {class: 'figure'}, text.time(best.median) + ' ',
        make('small', {}, text.halfWidth(best.median, best.lo, best.hi))),
      best.first === null ? null : make('dd', {class: 'sub'}, 'first start ' + text.time(best.first)),
      name === best.method ? null : make('dd', {class: 'sub'}, 'by ' + name.slice(best.method.length + 1)));
  },

  // ---- sections ----
  figure(name, section) {
    const title = plots.data.specs[name].usermeta.title + (section ? ', ' + page.sectionTitle(section) : '');
    const plot = make('div', {class: 'plot', role: 'img', 'aria-label': title + '. The data table below has its figures.',
      'data-figure': name, 'data-section': section || ''}, make('div', {}));
    const details = make('details', {}, make('summary', {}, 'Data table'));
    details.addEventListener('toggle', () => {
      if (details.open && details.children.length === 1) details.append(tables.beside(name, section));
    });
    const file = 'procstart-' + name + (section ? '-' + section : '');
    const view = () => plots.views.get(plot.firstChild);
    const tools = make('div', {class: 'tools'}, details,
      make('button', {type: 'button', onclick: async () => offer(file + '.svg', 'image/svg+xml', await view().toSVG())}, 'SVG'),
      make('button', {type: 'button', onclick: () => offer(file + '.vl.json', 'application/json',
        JSON.stringify(plots.whole(name, section, 640), null, 1))}, 'Vega-Lite'));
    return make('figure', {}, section ? make('h3', {}, page.sectionTitle(section)) : null, plot, tools);
  },

  methodKey() {
    return make('ul', {class: 'key'}, ...METHODS.filter(method =>
      plots.records('cells', null).some(cell => cell.method === method && cell.row >= 0)).map(method =>
      make('li', {}, make('i', {style: methodColor(method), 'aria-hidden': 'true'}), method)));
  },

  section(name) {
    const meta = plots.data.specs[name].usermeta, sections = plots.sections(name).filter(s => plots.hasData(name, s));
    const has = sections.length > 0;
    if (!has && meta.several) return null;
    const until = name === 'timeline' ? '' : ` Until ${text.phase(page.phase)}.`;
    const missing = `Not measured in this result${meta.without ? ': ' + meta.without : ''}.`;
    const part = make('section', {id: name}, make('h2', {}, meta.title),
      make('p', {class: 'lede'}, has ? meta.intro || meta.lede + until : missing));
    const said = name === 'memory' ? [...tables.sentences('crossovers'), ...tables.sentences('debts')] : [];
    if (!has) {
      part.append(...said);
      return part;
    }
    if (name === 'overhead') part.append(...page.overheadTable(), make('p', {class: 'note legend'}, meta.lede + until));
    if (['overhead', 'distributions'].includes(name)) part.append(page.methodKey());
    part.append(...sections.map(section => page.figure(name, section)), ...said);
    if (name === 'drift') part.append(...page.oneCell());
    return part;
  },

  overheadTable() {
    const notes = ['Medians from the call that starts a process until the parent knows its end (reaped) or the target is ' +
      'entered (ready), ± half a 95 % interval; cold: the two starts after a wait; first: a fresh parent\u2019s first start; ' +
      'ratio: of reaped, to the fastest of the API, with its 95 % interval. The floor does the same bookkeeping and ' +
      'starts nothing; it is in the table only.', ...page.meta.notes];
    return [tables.overhead(), ...notes.map(words => make('p', {class: 'note'}, words))];
  },

  // One cell over the run: every start of it, where the page has them.
  oneCell() {
    const cells = [...plots.rows('native'), ...plots.rows('python')];
    if (cells.length === 0) return [];
    if (!cells.some(cell => cell.id === page.cell)) page.cell = cells[0].id;
    const choice = make('select', {id: 'cell'}, ...cells.map(cell =>
      make('option', {value: cell.id, selected: cell.id === page.cell}, cell.id)));
    choice.addEventListener('change', () => {
      page.cell = choice.value;
      page.drawCell();
    });
    return [make('h3', {}, 'One cell'), make('div', {class: 'pick'}, make('label', {for: 'cell'}, 'Cell'), choice),
      make('figure', {}, make('div', {class: 'plot', role: 'img', 'data-figure': 'run', 'data-section': '',
        'aria-label': 'The starts of one cell over the run. The samples can be downloaded.'}, make('div', {}))),
      make('p', {class: 'note', id: 'run-note'})];
  },

  async drawCell() {
    const plot = document.querySelector('[data-figure="run"]');
    const cell = plots.records('cells', null).find(record => record.id === page.cell);
    if (!plot || !cell) return;
    const points = [];
    const of = page.samples().find(s => s.result === cell.result && s.cell === cell.cell && !s.first);
    const times = of && of[page.phase + '_ns'];
    for (let i = 0; times && i < times.length; i++)
      if (times[i] !== null && of.turn[i] >= 2) points.push({t: of.asked_ns[i] / 1e9, ns: Math.max(times[i], 1)});
    document.getElementById('run-note').textContent = plots.data.specs.run.usermeta.lede.replace('Every start', points.length ?
      `Every one of ${text.count(points.length)} steady starts` : 'The starts themselves are in the result file only; here are') +
      ` Until ${text.phase(page.phase)}.`;
    const color = plots.data.theme[plots.theme].colors[cell.method];
    await plots.draw(plot.firstChild, 'run', cell.section, {CELL: cell.cell, COLOR: color}, points);
  },

  // ---- the machine ----
  facts() {
    const meta = page.meta, host = meta.host || {}, tool = meta.tool || {};
    const words = value => value === null || value === undefined ? null : value === true ? 'on' : value === false ? 'off' :
      Array.isArray(value) ? value.join(', ') || 'none found' : String(value);
    const clock = host.clock || {};
    const rows = [['System', host.os_version || host.os], ['Kernel', host.kernel], ['C library', host.libc],
      ['Processor', host.cpu_model], ['Architecture', host.machine],
      ['Processors', host.logical_cpus && `${host.logical_cpus}, ${host.physical_cpus || '?'} physical`],
      ['Allowed processors', host.affinity], ['Processors that a quota allows', host.cpu_limit],
      ['Memory', host.memory_bytes && text.bytes(host.memory_bytes)], ['Page size', host.page_size && text.bytes(host.page_size)],
      ['Transparent huge pages', host.thp], ['Governor', host.governor], ['Turbo', words(host.turbo)],
      ['Virtual machine', host.virtualization], ['Container', host.container], ['Emulator', host.emulation],
      ['Security software', words(host.security_software)], ['Load when it began', words(host.load_average)],
      ['Clock', clock.name && `${clock.name}, read in ${clock.read_ns} ns`], ['Placement', meta.placement],
      ['procstart', tool.version && tool.version + (tool.commit ? ' (' + tool.commit + ')' : '')], ['Compiler', tool.compiler],
      ['libuv', tool.libuv], ['Began', meta.started], ['Ended', meta.finished], ['Seed', meta.seed]];
    const list = make('dl', {class: 'facts'}, ...rows.filter(row => row[1] !== null && row[1] !== undefined && row[1] !== '').map(
      ([name, value]) => make('div', {}, make('dt', {}, name), make('dd', {}, String(value)))));
    return [list, ...page.pythons(), ...page.mitigations(host.mitigations),
      make('h3', {}, 'Command'), make('p', {class: 'mono'}, meta.argv.join(' '))];
  },

  pythons() {
    const pythons = page.meta.pythons || [];
    if (pythons.length === 0) return [];
    const build = python => python.build || {};
    return [make('h3', {}, 'Pythons'), table('Pythons that were measured', [
      {title: 'version', text: true, cell: p => p.id}, {title: 'starts by', text: true, cell: p => p.default_start_method || ''},
      {title: 'GIL', text: true, cell: p => p.gil_enabled === null ? '' : p.gil_enabled ? 'on' : 'off'},
      {title: 'compiler', text: true, cell: p => build(p).compiler || ''},
      {title: 'library', text: true, cell: p => p.libpython || 'none'}], pythons, true)];
  },

  mitigations(all) {
    const known = Object.entries(all || {});
    return known.length === 0 ? [] : [make('details', {}, make('summary', {}, 'Mitigations of processor flaws'),
      make('dl', {class: 'facts'}, ...known.map(([name, state]) =>
        make('div', {}, make('dt', {}, name), make('dd', {}, String(state))))))];
  },

  // ---- data ----
  samples() {
    if (!page.parsed) page.parsed = JSON.parse(document.getElementById('page-samples').textContent);
    return page.parsed;
  },

  hasSamples: () => plots.data.starts <= plots.data.raw_max,

  figuresCsv() {
    const keys = ['phase', 'n', 'median', 'lo', 'hi', 'cold', 'first', 'mean', 'stddev', 'min', 'p90', 'p99', 'max'];
    return csv(['system', 'cell', ...keys.map(key => key === 'phase' || key === 'n' ? key : key + '_ns')],
      plots.data.summaries.map(s => [s.system, page.idOf(s), ...keys.map(key => s[key])]));
  },

  samplesCsv() {
    const phases = PHASES.map(phase => phase + '_ns');
    const counts = ['epoch', 'round', 'order', 'turn', 'asked_ns'], rows = [];
    for (const of of page.samples()) {
      const head = [plots.data.results[of.result].system, page.idOf(of), of.first ? 1 : 0];
      for (let i = 0; i < of.epoch.length; i++)
        rows.push([...head, ...counts.map(key => of[key][i]), ...phases.map(key => of[key] ? of[key][i] : null)]);
    }
    return csv(['system', 'cell', 'first', ...counts, ...phases], rows);
  },

  idOf: record => plots.data.cells.find(cell => cell.result === record.result && cell.cell === record.cell).id,

  download() {
    if (page.hasSamples()) offer('procstart-samples.csv', 'text/csv', page.samplesCsv());
    else offer('procstart-figures.csv', 'text/csv', page.figuresCsv());
  },

  fillData() {
    const starts = text.count(plots.data.starts);
    document.getElementById('data-note').textContent = page.hasSamples() ?
      `All ${starts} starts are in this page, and the figures are drawn from them.` :
      `The ${starts} starts were binned when this page was written, as a page of more than ` +
      `${text.count(plots.data.raw_max)} opens slowly: the distributions count every one of them, the starts ` +
      'themselves are in the result file.';
    const button = (words, act) => make('button', {type: 'button', onclick: act}, words);
    document.getElementById('data-buttons').append(
      ...(page.hasSamples() ? [button('Samples, CSV', page.download)] : []),
      button('Figures, CSV', () => offer('procstart-figures.csv', 'text/csv', page.figuresCsv())),
      button('All that this page holds, JSON', () => offer('procstart-page.json', 'application/json',
        new Blob([document.getElementById('page-data').textContent]))));
  },

  // ---- all of it ----
  fill() {
    document.title = 'procstart: ' + page.meta.system;
    document.getElementById('origin').textContent = page.origin();
    document.getElementById('banners').replaceChildren(...page.banners());
    document.getElementById('glance').replaceChildren(...page.glance());
    document.getElementById('facts').replaceChildren(...page.facts());
    const parts = ['overhead', 'distributions', 'timeline', 'memory', 'drift', 'systems'].map(page.section).filter(part => part);
    for (const element of [...plots.views.keys()]) {
      plots.views.get(element).finalize();
      plots.views.delete(element);
    }
    document.getElementById('sections').replaceChildren(...parts);
    const links = [...parts, document.getElementById('machine'), document.getElementById('data')].map(part =>
      make('li', {}, make('a', {href: '#' + part.id}, part.querySelector('h2').textContent)));
    document.getElementById('contents').replaceChildren(...links);
    document.getElementById('made').textContent = page.meta.origin + '.';
  },

  // One after the other, from the top, so that the page can be used meanwhile.
  async draw() {
    const turn = ++page.drawing;
    page.narrow = innerWidth < PHONE;
    for (const plot of document.querySelectorAll('.plot')) {
      if (plot.dataset.figure === 'run') await page.drawCell();
      else await plots.draw(plot.firstChild, plot.dataset.figure, plot.dataset.section || null);
      document.documentElement.dataset.shown ||= String(Math.round(performance.now()));
      await new Promise(resolve => setTimeout(resolve, 0));
      if (turn !== page.drawing) return;
    }
    document.documentElement.dataset.drawn = String(Math.round(performance.now()));
  },

  again() {
    page.fill();
    return page.draw();
  },

  setTheme(name) {
    plots.theme = name;
    document.documentElement.dataset.theme = name;
    const button = document.getElementById('theme');
    button.textContent = name === 'dark' ? 'Light' : 'Dark';
    button.setAttribute('aria-pressed', String(name === 'dark'));
  },

  stored(value) {
    try { // a file: page may have no storage
      if (value) localStorage.setItem('procstart-theme', value);
      return localStorage.getItem('procstart-theme');
    } catch (refused) {
      return null;
    }
  },

  listen() {
    const system = matchMedia('(prefers-color-scheme: dark)'), stored = page.stored();
    page.setTheme(stored === 'dark' || stored === 'light' ? stored : system.matches ? 'dark' : 'light');
    const change = name => {
      page.setTheme(name);
      page.draw();
    };
    system.addEventListener('change', () => page.stored() || change(system.matches ? 'dark' : 'light'));
    document.getElementById('theme').addEventListener('click', () => {
      const name = plots.theme === 'dark' ? 'light' : 'dark';
      page.stored(name);
      change(name);
    });
    document.getElementById('download').addEventListener('click', page.download);
    let waiting, width = innerWidth;
    addEventListener('resize', () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => innerWidth !== width && (width = innerWidth, page.draw()), 150);
    });
    // Paper is white, whatever the screen is.
    addEventListener('beforeprint', () => page.printed());
  },

  printed() {
    if (plots.theme === 'light') return;
    page.setTheme('light');
    page.draw();
    addEventListener('afterprint', () => {
      page.setTheme('dark');
      page.draw();
    }, {once: true});
  },

  choices() {
    const results = document.getElementById('result'), phases = document.getElementById('phase');
    plots.data.results.forEach((result, i) => results.append(make('option', {value: i}, result.system)));
    document.getElementById('result-control').hidden = plots.data.results.length < 2;
    const shown = [...PHASES].reverse().filter(phase =>
      plots.data.summaries.some(summary => summary.phase === phase && summary.row >= 0));
    phases.append(...shown.map(phase => make('option', {value: phase}, text.phase(phase))));
    page.phase = shown.includes(plots.data.phase) ? plots.data.phase : shown[0] || 'reaped';
    phases.value = page.phase;
    results.addEventListener('change', () => {
      page.result = Number(results.value);
      page.again();
    });
    phases.addEventListener('change', () => {
      page.phase = phases.value;
      page.again();
    });
  },

  begin() {
    plots.data = JSON.parse(document.getElementById('page-data').textContent);
    page.choices();
    page.listen();
    page.fillData();
    return page.again();
  },
};

page.begin();
