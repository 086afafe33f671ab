"""怎样打开.txt: the fixed text in every package, for whoever must open one without this program; one for each suite."""

from typing import Final

HOWTO_NAME: Final = "怎样打开.txt"

HOWTO: Final = """\
怎样打开这个上报包（不用本程序也能打开）

这个文件本身是一个 ZIP 压缩文件，里面有：
  mimetype          文件种类
  cover.json        封面：谁报给谁、第几号、各有多少条；不含个人信息
  cover.sig         报送单位对封面的签名（Ed25519，64 字节）
  chain.json        单位证书，从发证单位排到报送单位
  payload.zip.age   正文，用 age 加密，只有接收单位和报送单位打得开
  怎样打开.txt      本说明

一、解开外层
  unzip 文件名.csopkg -d 外层
  cd 外层

二、核对没有被改动
  1. sha256sum chain.json payload.zip.age
     应与 cover.json 里的 chain_sha256、sealed_sha256 相同。
  2. 从 chain.json 最后一份单位证书里抄下 "sign" 后面的文字（公钥），然后：
     (printf '\\060\\052\\060\\005\\006\\003\\053\\145\\160\\003\\041\\000'; echo 公钥 | base64 -d) > 公钥.der
     (printf 'csopkg/1 seal\\n'; cat cover.json) > 封面.txt
     openssl pkeyutl -verify -pubin -keyform DER -inkey 公钥.der -rawin -in 封面.txt -sigfile cover.sig
     显示 Signature Verified Successfully 即为没有改动。

三、打开正文（需要本单位的私钥文件，由保管人取出，用完收回）
  age -d -i 私钥文件 -o payload.zip payload.zip.age
  unzip payload.zip

四、核对和查看正文
  cd bag
  sha256sum -c manifest-sha256.txt
  bagit.py --validate .
  frictionless validate data/datapackage.json
  data/摘要.xlsx、data/摘要.pdf 给人看；data/tables 里每个文件是一张表，每行一条。

格式依据：ZIP、age（age-encryption.org/v1）、BagIt 1.0（RFC 8493）、Frictionless Data Package v2、JSON Lines。
""".encode()

HOWTO_SM1: Final = """\
怎样打开这个上报包（不用本程序也能打开）

这个文件本身是一个 ZIP 压缩文件，里面有：
  mimetype          文件种类
  cover.json        封面：谁报给谁、第几号、各有多少条；不含个人信息
  cover.sig         报送单位对封面的签名（SM2，DER）
  chain.json        单位证书，从发证单位排到报送单位
  payload.key       正文的密钥，用接收单位的 SM2 公钥加密
  payload.zip.sm4   正文，用 SM4（CTR）加密，只有接收单位打得开
  怎样打开.txt      本说明

一、解开外层
  unzip 文件名.csopkg -d 外层
  cd 外层

二、核对没有被改动
  1. sha256sum chain.json payload.zip.sm4
     应与 cover.json 里的 chain_sha256、sealed_sha256 相同；再算一次 SM3，应与 sealed_sm3 相同：
     openssl dgst -sm3 payload.zip.sm4
  2. 从 chain.json 最后一份单位证书里抄下 "sign" 后面的文字（公钥），然后：
     (echo MFkwEwYHKoZIzj0CAQYIKoEcz1UBgi0DQgAE | base64 -d; echo 公钥 | base64 -d) > 公钥.der
     (printf 'csopkg/1 seal\\n'; cat cover.json) > 封面.txt
     openssl pkeyutl -verify -pubin -keyform DER -inkey 公钥.der -rawin -digest sm3 -pkeyopt distid:1234567812345678 -in 封面.txt -sigfile cover.sig
     显示 Signature Verified Successfully 即为没有改动。

三、打开正文（需要本单位的私钥文件，由保管人取出，用完收回）
  openssl pkeyutl -decrypt -inkey 私钥文件 -in payload.key -out 正文密钥
  key=$(od -An -tx1 正文密钥 | tr -d ' \\n')
  iv=$(sed 's/.*"iv":"\\([0-9a-f]*\\)".*/\\1/' cover.json)
  openssl enc -d -sm4-ctr -K $key -iv $iv -in payload.zip.sm4 -out payload.zip
  unzip payload.zip

四、核对和查看正文
  cd bag
  sha256sum -c manifest-sha256.txt
  bagit.py --validate .
  frictionless validate data/datapackage.json
  data/摘要.xlsx、data/摘要.pdf 给人看；data/tables 里每个文件是一张表，每行一条。

格式依据：ZIP、SM2/SM3/SM4（GB/T 32918、32905、32907）、BagIt 1.0（RFC 8493）、Frictionless Data Package v2、JSON Lines。
""".encode()
