// check: the built site in a headless Chromium: no dead link, no console error,
// search finds a term, readable at 390 columns. Leaves screenshots beside it.
import fs from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import puppeteer from 'puppeteer-core'

const site = process.argv[2]
const shots = path.join(path.dirname(site), 'site-shots')
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2', '.json': 'application/json' }
let passed = 0, failed = 0

function say(ok, text) {
	ok ? passed++ : failed++
	console.log(`${ok ? 'ok' : 'not ok'} ${text}`)
}

const server = http.createServer((request, response) => {
	let file = path.join(site, decodeURIComponent(new URL(request.url, 'http://x').pathname))
	if (fs.existsSync(file) && fs.statSync(file).isDirectory())
		file = path.join(file, 'index.html')
	if (!fs.existsSync(file)) {
		response.writeHead(404)
		response.end('not found')
		return
	}
	response.writeHead(200, { 'content-type': types[path.extname(file)] ?? 'application/octet-stream' })
	fs.createReadStream(file).pipe(response)
})
await new Promise(done => server.listen(0, '127.0.0.1', done))
const base = `http://127.0.0.1:${server.address().port}`

const program = ['chromium', 'chromium-browser', 'google-chrome'].flatMap(name =>
	process.env.PATH.split(':').map(dir => path.join(dir, name))).find(fs.existsSync)
if (!program) {
	console.log('0 passed, 0 failed, 1 skipped')
	console.error('check-site: no Chromium here (Debian package chromium)')
	process.exit(0)
}
const browser = await puppeteer.launch({ executablePath: program, args: ['--no-sandbox'] })
const page = await browser.newPage()
const errors = []
page.on('console', m => m.type() === 'error' && errors.push(`${page.url()}: ${m.text()}`))
page.on('pageerror', e => errors.push(`${page.url()}: ${e.message}`))
page.on('requestfailed', r => r.failure().errorText !== 'net::ERR_ABORTED' &&
	errors.push(`${r.url()}: ${r.failure().errorText}`))

// every page that can be reached, and every anchor that is linked
const seen = new Set(), anchors = new Map(), links = []
const waiting = [`${base}/index.html`]
while (waiting.length > 0) {
	const url = waiting.pop()
	if (seen.has(url))
		continue
	seen.add(url)
	const answer = await page.goto(url, { waitUntil: 'load' })
	if (answer.status() !== 200) {
		errors.push(`${url}: ${answer.status()}`)
		continue
	}
	if (!answer.headers()['content-type'].startsWith('text/html'))
		continue
	await page.waitForSelector('#app .VPContent')
	if ((await page.$eval('.VPNav', nav => nav.innerText)).includes('{{'))
		errors.push(`${url}: a template that was not filled`)
	anchors.set(url, new Set(await page.$$eval('[id]', all => all.map(e => e.id))))
	for (const href of await page.$$eval('a[href]', all => all.map(a => a.href))) {
		if (!href.startsWith(base))
			continue
		links.push([url, href])
		waiting.push(href.replace(/#.*/, '').replace(/\/$/, '/index.html'))
	}
}
const dead = links.filter(([, href]) => {
	const [url, hash] = href.replace(/\/(#|$)/, '/index.html$1').split('#')
	return hash && anchors.has(url) && !anchors.get(url).has(decodeURIComponent(hash))
})
say(dead.length === 0, `${links.length} links lead somewhere${dead.slice(0, 5).map(l => '\n# ' + l.join(' -> ')).join('')}`)
const built = fs.readdirSync(site, { recursive: true }).filter(f => f.endsWith('.html') && f !== '404.html')
const missed = built.filter(f => !seen.has(`${base}/${f}`))
say(missed.length === 0, `${built.length} pages can be reached${missed.slice(0, 5).map(f => '\n# ' + f).join('')}`)

// on a telephone no page is wider than the screen
await page.setViewport({ width: 390, height: 844, isMobile: true })
const wide = []
for (const url of anchors.keys()) {
	await page.goto(url, { waitUntil: 'load' })
	const width = await page.evaluate(() => document.documentElement.scrollWidth)
	if (width > 390)
		wide.push(`${url} ${width}`)
}
say(wide.length === 0, `${anchors.size} pages are readable at 390 columns${wide.slice(0, 5).map(w => '\n# ' + w).join('')}`)
fs.mkdirSync(shots, { recursive: true })
await page.goto(`${base}/modules/01-internals.html`, { waitUntil: 'networkidle0' })
await page.screenshot({ path: path.join(shots, 'module-390.png') })

await page.setViewport({ width: 1280, height: 900 })
await page.goto(`${base}/index.html`, { waitUntil: 'networkidle0' })
await page.screenshot({ path: path.join(shots, 'home.png') })
await page.click('.VPNavBarSearch button')
await page.waitForSelector('.VPLocalSearchBox input')
await page.type('.VPLocalSearchBox input', 'scripted model')
await page.waitForSelector('.VPLocalSearchBox .result', { timeout: 10000 }).catch(() => {})
const results = await page.$$eval('.VPLocalSearchBox .result', all => all.length)
say(results > 0, `search finds "scripted model" (${results} places)`)
await page.screenshot({ path: path.join(shots, 'search.png') })
await page.keyboard.press('Escape')

await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }])
await page.goto(`${base}/modules/01-internals.html`, { waitUntil: 'networkidle0' })
say(await page.evaluate(() => document.documentElement.classList.contains('dark')), 'it is dark where the reader wants that')
await page.screenshot({ path: path.join(shots, 'module-dark.png') })

say(errors.length === 0, `no error in the console${errors.slice(0, 5).map(e => '\n# ' + e).join('')}`)
await browser.close()
server.close()
console.log(`${passed} passed, ${failed} failed, 0 skipped`)
process.exit(failed > 0 ? 1 : 0)
