// A tour of what wasi-libc offers: streams, files, directories, clocks, randomness, floats.
#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static void show(const char *path) {
  char line[256];
  FILE *file = fopen(path, "r");
  if (!file) {
    printf("%s: %s\n", path, strerror(errno));
    return;
  }
  while (fgets(line, sizeof line, file)) printf("%s: %s\n", path, line);
  fclose(file);
}

int main(int argc, char **argv) {
  for (int i = 0; i < argc; i++) printf("argument %d is %s\n", i, argv[i]);
  int c;
  while ((c = getchar()) != EOF) putchar(c);
  show("data/table.csv");
  show("/data/table.csv");
  show("nothing.txt");
  printf("%d %s\n", fopen("data/table.csv", "w") != NULL, strerror(errno));
  mkdir("out", 0777);
  FILE *file = fopen("out/draft.txt", "w");
  for (int i = 0; i < 1000; i++) fprintf(file, "%d %.17g\n", i, sin(i) * exp(-i / 100.0));
  fclose(file);
  rename("out/draft.txt", "out/final.txt");
  DIR *directory = opendir(".");
  for (struct dirent *entry; (entry = readdir(directory));) printf("entry %s\n", entry->d_name);
  closedir(directory);
  struct stat status;
  printf("%d %lld\n", stat("out/final.txt", &status), (long long)status.st_size);
  time_t before = time(NULL);
  sleep(3600);
  printf("%s%lld %s\n", ctime(&before), (long long)(time(NULL) - before), getenv("HOME"));
  unsigned char bytes[8];
  getentropy(bytes, sizeof bytes);
  for (int i = 0; i < 8; i++) printf("%02x", bytes[i]);
  printf("\n%g %d\n", strtod("0x1p-1074", NULL), isatty(1));
  return 3;
}
