local M = {}
function M.twice(n) return n + n end
return M
