@echo off
rem Starts batchnorm-lab on Windows; builds it first where that is needed. The same as ./bnlab,
rem which says more; without its lock: do not start two first builds at once.
setlocal enableextensions disabledelayedexpansion
set "BNLAB_HOME=%~dp0"
if "%BNLAB_HOME:~-1%"=="\" set "BNLAB_HOME=%BNLAB_HOME:~0,-1%"
if not defined BNLAB_BACKEND set "BNLAB_BACKEND=cpu"
set "BNLAB_BUILT=%BNLAB_HOME%\target\%BNLAB_BACKEND%"
set "BNLAB_JAR=%BNLAB_HOME%\target\batchnorm-lab.jar"

if not defined BNLAB_THREADS set "BNLAB_THREADS=1"
set "BNLAB_PREVIOUS="
set "BNLAB_RUN="
set "BNLAB_COMPILER="
set "BNLAB_MODULE="
set "BNLAB_FIRST=%~1"
:arguments
if [%1]==[] goto known
call :argument %1
shift /1
goto arguments
:known
if "%BNLAB_FIRST%"=="help" set "BNLAB_RUN="
if "%BNLAB_FIRST%"=="help" set "BNLAB_MODULE="

set "BNLAB_JAVA=java"
if defined JAVA_HOME set "BNLAB_JAVA=%JAVA_HOME%\bin\java.exe"
set "BNLAB_MAJOR="
for /f "tokens=3" %%v in ('^""%BNLAB_JAVA%" -version 2^>^&1 ^| findstr /c:" version "^"') do for /f "delims=.+- tokens=1" %%m in ("%%~v") do set "BNLAB_MAJOR=%%m"
if not defined BNLAB_MAJOR (
  echo bnlab: no Java found. Install a JDK 17 or newer ^(for example from https://adoptium.net^) or set JAVA_HOME. 1>&2
  exit /b 1
)
if %BNLAB_MAJOR% LSS 17 (
  echo bnlab: needs Java 17 or newer, but found version %BNLAB_MAJOR%. Install a JDK 17 or newer and set JAVA_HOME to it. 1>&2
  exit /b 1
)

call :is_built || call :build || (if "%BNLAB_BACKEND%"=="cpu" (exit /b 1) else exit /b 4)

set "OMP_NUM_THREADS=%BNLAB_THREADS%"
set "ND4J_SKIP_BLAS_THREADS=1"
set "OPENBLAS_NUM_THREADS=1"

if not "%BNLAB_BACKEND%"=="cpu" set "BNLAB_RUN="
set "BNLAB_ARCHIVE=%BNLAB_BUILT%\classes-%BNLAB_MAJOR%.jsa"
if defined BNLAB_RUN if not exist "%BNLAB_ARCHIVE%" call :archive
set "BNLAB_SHARING=-Xshare:auto"
if exist "%BNLAB_ARCHIVE%" set BNLAB_SHARING="-XX:SharedArchiveFile=%BNLAB_ARCHIVE%"

rem No -Dbnlab.terminal.*: a batch file cannot tell; Java asks its console.
"%BNLAB_JAVA%" "@%BNLAB_BUILT%\jvm.options" "@%BNLAB_BUILT%\classpath.args" %BNLAB_SHARING% %BNLAB_MODULE% %BNLAB_COMPILER% "-Dbnlab.home=%BNLAB_HOME%" %BNLAB_JAVA_OPTS% io.github.bnlab.cli.Main %*
exit /b %ERRORLEVEL%

:argument
if "%BNLAB_PREVIOUS%"=="--threads" set "BNLAB_THREADS=%~1"
if "%~1"=="run" set "BNLAB_RUN=yes"
if "%~1"=="--help" set "BNLAB_RUN="
rem The vectors of the JDK are for commands that train: Java prints a line of warning where they are added.
for %%c in (run limit range reproduce evaluate shell bench) do if "%~1"=="%%c" set "BNLAB_MODULE=--add-modules=jdk.incubator.vector"
rem A report is over before the second compiler would have paid off.
if not defined BNLAB_RUN for %%c in (report compare layer) do if "%~1"=="%%c" set "BNLAB_COMPILER=-XX:TieredStopAtLevel=1"
set "BNLAB_PREVIOUS=%~1"
exit /b 0

:is_built
powershell -NoProfile -ExecutionPolicy Bypass -Command ^
  "$built = Get-Item -LiteralPath ($env:BNLAB_BUILT + '\classpath') -ErrorAction SilentlyContinue;" ^
  "if (-not $built) { exit 1 };" ^
  "$files = @($env:BNLAB_JAR, ($env:BNLAB_BUILT + '\jvm.options'), ($env:BNLAB_BUILT + '\classpath.args')) + [IO.File]::ReadAllText($built.FullName).Trim().Split(';');" ^
  "foreach ($file in $files) { if (-not (Test-Path -LiteralPath $file)) { exit 1 } };" ^
  "$main = if ($env:BNLAB_BACKEND -like 'cuda*') { 'src\main\launcher' } else { 'src\main' };" ^
  "$sources = Get-ChildItem -LiteralPath ('pom.xml', '.mvn', $main | ForEach-Object { $env:BNLAB_HOME + '\' + $_ }) -Recurse;" ^
  "if ($sources | Where-Object { $_.LastWriteTimeUtc -gt $built.LastWriteTimeUtc } | Select-Object -First 1) { exit 1 }"
exit /b %ERRORLEVEL%

:build
where mvn >nul 2>nul
if errorlevel 1 (
  echo bnlab: has to be built first, but there is no mvn on the PATH. Install Maven 3.8 or newer ^(https://maven.apache.org^). 1>&2
  exit /b 1
)
set "BNLAB_FILES=dependency:build-classpath@launcher-classpath resources:copy-resources@launcher-options"
set "BNLAB_GOALS=-Dmaven.test.skip=true package"
if "%BNLAB_BACKEND%"=="cpu" echo bnlab: building ^(the first time Maven downloads about 220 MB; then it takes seconds^) 1>&2
if "%BNLAB_BACKEND%"=="cuda" set "BNLAB_GOALS=-Dbnlab.cuda=installed %BNLAB_FILES%"
if "%BNLAB_BACKEND%"=="cuda" echo bnlab: adding the CUDA backend ^(Maven downloads 382 MB once^) 1>&2
if "%BNLAB_BACKEND%"=="cuda-redist" set "BNLAB_GOALS=-Dbnlab.cuda=redist %BNLAB_FILES%"
if "%BNLAB_BACKEND%"=="cuda-redist" echo bnlab: adding the CUDA backend and NVIDIA's libraries ^(Maven downloads 2.2 GB once, 1.8 GB of it NVIDIA's^) 1>&2
if "%BNLAB_BACKEND%"=="spark" set "BNLAB_GOALS=-Dbnlab.spark=yes %BNLAB_FILES% antrun:run@spark"
if "%BNLAB_BACKEND%"=="spark" echo bnlab: adding Spark ^(the first time Maven downloads 147 MB^) 1>&2
pushd "%BNLAB_HOME%"
call mvn -q -B -ntp -Dstyle.color=never %BNLAB_GOALS% 1>&2
set "BNLAB_CODE=%ERRORLEVEL%"
popd
if not "%BNLAB_CODE%"=="0" (
  echo bnlab: the build failed; Maven's messages are above. 1>&2
  exit /b 1
)
rem The class path may be too long for a command line. Maven writes UTF-8, and Java reads its argument files in the system's encoding.
powershell -NoProfile -ExecutionPolicy Bypass -Command ^
  "$all = $env:BNLAB_JAR + ';' + [IO.File]::ReadAllText($env:BNLAB_BUILT + '\classpath').Trim();" ^
  "[IO.File]::WriteAllText($env:BNLAB_BUILT + '\classpath.args', '-cp ' + [char]34 + $all.Replace('\', '/') + [char]34, [Text.Encoding]::Default)" || exit /b 1
del /q "%BNLAB_BUILT%\classes-*.jsa" 2>nul
exit /b 0

:archive
if not exist "%BNLAB_HOME%\configs\quickstart.yaml" exit /b 0
echo bnlab: preparing fast starts ^(once for each build^) 1>&2
set "BNLAB_SCRATCH=%BNLAB_BUILT%\archive-%RANDOM%"
"%BNLAB_JAVA%" "@%BNLAB_BUILT%\jvm.options" "@%BNLAB_BUILT%\classpath.args" --add-modules=jdk.incubator.vector -Xbatch -XX:TieredStopAtLevel=1 "-XX:ArchiveClassesAtExit=%BNLAB_SCRATCH%.jsa" io.github.bnlab.cli.Main run "%BNLAB_HOME%\configs\quickstart.yaml" --quiet --parallel 1 --results "%BNLAB_SCRATCH%" network=LeNet dataset=synthetic-digits dataset.trainingExamples=32 dataset.testExamples=32 training.epochs=1 >nul 2>nul
if exist "%BNLAB_SCRATCH%.jsa" move /y "%BNLAB_SCRATCH%.jsa" "%BNLAB_ARCHIVE%" >nul
rmdir /s /q "%BNLAB_SCRATCH%" 2>nul
exit /b 0
