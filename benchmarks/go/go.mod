module heddle.dev/compare

go 1.27
