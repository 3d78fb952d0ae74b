# Reads lines of a benchmark's name, ns/op and allocs/op, one for each turn, and prints medians, and medians of ratios.
function median(list,    n, i, j, part, t) {
  n = split(list, part, " ")
  for (i = 2; i <= n; i++)
    for (j = i; j > 1 && part[j] + 0 < part[j - 1] + 0; j--) { t = part[j]; part[j] = part[j - 1]; part[j - 1] = t }
  return n % 2 ? part[(n + 1) / 2] : (part[n / 2] + part[n / 2 + 1]) / 2
}
function row(name, a, b, c, d) { printf "%-44s %12s %10s %10s %12s\n", name, a, b, c, d }
{
  name = $1
  cores = /Parallel/ && $1 !~ /-2\t?$/ ? 1 : 2
  sub(/-2$/, "", name)
  if (name ~ /Parallel/) name = name "/" cores "core" (cores > 1 ? "s" : "")
  group = name
  if (name ~ /Parallel/) sub(/\/[^\/]*\/[^\/]*$/, "/" cores, group)
  else sub(/\/[^\/]*$/, "", group)
  turn = ++count[name]
  if (turn == 1) { names[++known] = name; groupOf[name] = group }
  if (!(group in first) && name ~ /\//) first[group] = name
  took[name, turn] = $2
  times[name] = times[name] " " $2
  allocs[name] = allocs[name] " " $3
  if (first[group] != name && name ~ /\//) ratios[name] = ratios[name] " " $2 / took[first[group], turn]
  if (name ~ /cores$/) { one = name; sub(/2cores$/, "1core", one); speedup[name] = speedup[name] " " took[one, turn] / $2 }
}
END {
  row("", "ns/op", "÷ first", "allocs/op", "÷ one core")
  for (i = 1; i <= known; i++) {
    name = names[i]
    row(name, median(times[name]), name in ratios ? sprintf("%.2f", median(ratios[name])) : "", median(allocs[name]),
      name in speedup ? sprintf("%.2f", median(speedup[name])) : "")
  }
}
